// Package results keeps the directory of a run's results: data files and a page,
// with a manifest by which the directory is known again. It writes the files of one
// run together, and those of a run whose writing was cut short are known to be no
// whole. It never deletes a file, and overwrites nothing in a directory that holds
// something else unless it is forced to.
package results

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"backprop/experiments/internal/output"
)

// Names of files in the directory.
const (
	Page         = "index.html"
	manifestName = "manifest.json"
)

// format is the version of the files; it changes when old ones cannot be read.
const format = 3

// program is how the manifest says whose results these are.
const program = "backprop experiments"

type manifest struct {
	Program string   `json:"program"`
	Format  int      `json:"format"`
	Files   []string `json:"files"`
	// Unfinished is set as long as some of the files are still those of before.
	Unfinished bool `json:"unfinished,omitempty"`
}

// Results are data files by name.
type Results struct {
	files []output.File
}

// Add adds a file, or replaces the one of that name.
func (r *Results) Add(name string, data []byte) {
	for i := range r.files {
		if r.files[i].Name == name {
			r.files[i].Data = data
			return
		}
	}
	r.files = append(r.files, output.File{Name: name, Data: data})
}

// Read returns the file of that name. It returns an error that is [fs.ErrNotExist]
// if there is none.
func (r *Results) Read(name string) ([]byte, error) {
	for _, f := range r.files {
		if f.Name == name {
			return f.Data, nil
		}
	}
	return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
}

// lockName is of a file that is there while results are written. One that a killed
// program left is in nobody's way.
const lockName = ".lock.tmp"

// Hold makes dir ready for results, before the work: a directory that does not exist, is
// empty or holds earlier results, or any directory if force is set. Until release, or the
// end of the process in any way, no other run can hold it: the error is then
// [output.ErrBusy]. An error, and release, leave nothing behind.
func Hold(dir string, force bool) (release func() error, err error) {
	if err := check(dir, force); err != nil {
		return nil, err
	}
	var made []string
	for at := filepath.Clean(dir); missing(at); at = filepath.Dir(at) {
		made = append(made, at)
	}
	unmake := func() {
		for _, at := range made {
			_ = os.Remove(at) // which it is not if something is in it
		}
	}
	lock, err := (*output.Locked)(nil), os.MkdirAll(dir, 0o777)
	if err == nil {
		lock, err = output.OpenLocked(filepath.Join(dir, lockName))
	}
	var at *fs.PathError
	switch {
	case err == nil:
		return func() error { defer unmake(); return lock.Remove() }, nil
	case errors.Is(err, output.ErrBusy):
		err = fmt.Errorf("%s %w", dir, output.ErrBusy)
	case errors.Is(err, syscall.ENOTDIR) && errors.As(err, &at):
		err = fmt.Errorf("%s is a file, want a directory", at.Path)
	case errors.As(err, &at):
		err = fmt.Errorf("cannot write %s: %w", dir, at.Err)
	}
	unmake()
	return nil, err
}

// check reports whether results may be written into dir. It leaves nothing behind.
func check(dir string, force bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case missing(dir):
		return nil
	case err != nil:
		if info, failed := os.Stat(dir); failed == nil && !info.IsDir() {
			return fmt.Errorf("%s is a file, want a directory", dir)
		}
		return err
	}
	if !force && slices.ContainsFunc(entries, isSomething) {
		if _, err := known(dir); err != nil {
			return fmt.Errorf("%w; want an empty directory or earlier results, "+
				"or --force, which writes among what is there", err)
		}
	}
	return output.CheckWritable(filepath.Join(dir, Page))
}

// missing reports whether nothing is at a path, not even what cannot be looked at.
func missing(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// isSomething is false of what a write that was killed has left behind.
func isSomething(e fs.DirEntry) bool { return !output.IsTemporary(e.Name()) }

// known returns the manifest of the results that dir holds, and an error that says
// what it holds if there are none, or those of a later version.
func known(dir string) (manifest, error) {
	data, err := os.ReadFile(filepath.Join(dir, manifestName))
	var m manifest
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if what := some(dir); what != "" {
			return m, fmt.Errorf("%s holds something else (%s)", dir, what)
		}
		return m, fmt.Errorf("%s holds no results", dir)
	case err != nil:
		return m, err
	case json.Unmarshal(data, &m) != nil || m.Program != program:
		return m, fmt.Errorf("%s holds something else: its %s is not of these experiments", dir, manifestName)
	case m.Format > format:
		return m, fmt.Errorf("%s holds results of a later version, in format %d; this program has format %d", dir,
			m.Format, format)
	case m.Format > 0 && m.Format < format:
		return m, nil
	}
	return m, Decode(filepath.Join(dir, manifestName), data, &m) // strictly: a name of a field may be damaged
}

// some names what is in a directory, at most a few of it, "" if nothing is.
func some(dir string) string {
	const few = 3
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		if len(names) == few {
			names = append(names, "…")
			break
		}
		if isSomething(e) {
			names = append(names, e.Name())
		}
	}
	return strings.Join(names, ", ")
}

// Write writes the files and their manifest into dir, which it makes if need be.
func (r *Results) Write(ctx context.Context, dir string) error {
	files, err := r.withManifest()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return output.WriteFiles(ctx, dir, files)
}

// withManifest returns the files in the order in which they take their places. A
// manifest that says so is the first, so that a directory whose writer was killed is
// known again; the page comes after its data: as long as the old one is there, it is
// whole; and the last is the manifest of files that are all there.
func (r *Results) withManifest() ([]output.File, error) {
	m := manifest{Program: program, Format: format}
	var data, page []output.File
	for _, f := range r.files {
		m.Files = append(m.Files, f.Name)
		if f.Name == Page {
			page = append(page, f)
		} else {
			data = append(data, f)
		}
	}
	last, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	m.Unfinished = true
	first, err := json.MarshalIndent(m, "", " ")
	return slices.Concat([]output.File{{Name: manifestName, Data: append(first, '\n')}}, data, page,
		[]output.File{{Name: manifestName, Data: append(last, '\n')}}), err
}

// WritePage writes the page alone into a directory of results.
func (r *Results) WritePage(ctx context.Context, dir string) error {
	text, err := r.Read(Page)
	if err != nil {
		return err
	}
	return output.WriteFiles(ctx, dir, []output.File{{Name: Page, Data: text}})
}

// Open returns how to read the files of results in dir. It returns an error if dir
// holds none, those of another version, or those of a run whose writing was cut short.
func Open(dir string) (read func(name string) ([]byte, error), err error) {
	switch its, err := known(dir); {
	case err != nil && missing(dir):
		return nil, fmt.Errorf("%s: no such directory", dir)
	case err != nil:
		return nil, err
	case its.Format < format:
		return nil, fmt.Errorf("%s holds results of an earlier version, in format %d: want format %d", dir,
			its.Format, format)
	case its.Unfinished:
		return nil, fmt.Errorf("%s holds results whose writing was cut short: some may be of the run before", dir)
	}
	return func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) }, nil
}
