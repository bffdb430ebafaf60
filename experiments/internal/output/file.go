// Package output writes result files whole or not at all.
package output

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// Target is a file to be written when long work is done.
type Target struct {
	path string
	held *os.File // a pipe or a device, nil if it is a regular file
}

// Open reports, before the work, a path that cannot be written, and leaves nothing
// behind. A path that exists and is no regular file, such as a pipe or a device, is
// opened now and held open until it is written, so that whoever reads the pipe
// waits for it; opening a pipe waits for its reader.
func Open(path string) (*Target, error) {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		held, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &Target{path, held}, err
	}
	f, err := create(path)
	if err != nil {
		return nil, err
	}
	return &Target{path: path}, f.discard()
}

// Write writes the file through a temporary one beside it, which takes its name
// only when write and everything else succeeded. A file that exists keeps its mode,
// and must be writable. When the context is done, write's next output fails with
// the context's error. Write must be called at most once.
func (t *Target) Write(ctx context.Context, write func(io.Writer) error) error {
	if t.held != nil {
		return cmp.Or(write(contextWriter{ctx, t.held}), t.held.Close())
	}
	f, err := create(t.path)
	if err != nil {
		return err
	}
	if err := write(contextWriter{ctx, f}); err != nil {
		return cmp.Or(err, f.discard())
	}
	return f.commit()
}

// CheckWritable reports whether a regular file could be written. It leaves nothing
// behind.
func CheckWritable(path string) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	return f.discard()
}

// pending is a file that is written under a temporary name, which none of its errors has.
type pending struct {
	file   *os.File
	path   string // that was asked for
	target string // that it is a link to, or the same
}

const temporaryEnd = ".tmp"

// IsTemporary reports whether a file's name is one under which this package writes:
// what a killed program leaves behind, which may be deleted.
func IsTemporary(name string) bool {
	return strings.HasPrefix(name, ".") && strings.HasSuffix(name, temporaryEnd)
}

func create(path string) (*pending, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is a %s, want a file", path, kind(info))
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	mode := fs.FileMode(0o666) // less the umask
	if err == nil {
		mode = info.Mode().Perm()
		existing, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		existing.Close()
	}
	target, err := resolve(path)
	if err != nil {
		return nil, err
	}
	for i := 0; ; i++ {
		name := fmt.Sprintf(".%.50s.%d-%d%s", filepath.Base(target), os.Getpid(), i, temporaryEnd)
		f, err := os.OpenFile(filepath.Join(filepath.Dir(target), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, cannotWrite(path, err)
		}
		p := &pending{f, path, target}
		if info != nil {
			if err := f.Chmod(mode); err != nil { // the umask is not asked twice
				return nil, cmp.Or(cannotWrite(path, err), p.discard())
			}
		}
		return p, nil
	}
}

func kind(info fs.FileInfo) string {
	if info.IsDir() {
		return "directory"
	}
	return "device or pipe"
}

// resolve follows a symbolic link at path, so that the link survives.
func resolve(path string) (string, error) {
	if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return path, nil
	}
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s is a link to a file that is not there", path)
	}
	return target, err
}

func (f *pending) Write(p []byte) (int, error) {
	n, err := f.file.Write(p)
	return n, cannotWrite(f.path, err)
}

func (f *pending) sync() error { return cannotWrite(f.path, f.file.Sync()) }

func (f *pending) close() error { return cannotWrite(f.path, f.file.Close()) }

func (f *pending) discard() error { return cmp.Or(f.close(), f.remove()) }

func (f *pending) commit() error {
	err := cmp.Or(f.sync(), f.close())
	if err == nil {
		err = cannotWrite(f.path, os.Rename(f.file.Name(), f.target))
	}
	if err != nil {
		return cmp.Or(err, f.remove())
	}
	return cannotWrite(f.path, syncDirectory(filepath.Dir(f.target)))
}

// syncDirectory makes sure that the names in a directory are on the disk, where the
// system and the file system can.
func syncDirectory(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return nil // it may be written to, but not read
	}
	defer dir.Close()
	if err := dir.Sync(); runtime.GOOS != "windows" && !errors.Is(err, errors.ErrUnsupported) &&
		!errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

func (f *pending) remove() error {
	if err := os.Remove(f.file.Name()); err != nil {
		return fmt.Errorf("cannot remove what there is of %s: %w", f.path, cause(err))
	}
	return nil
}

// cannotWrite is an error of a temporary file, in the name of the file that it should become.
func cannotWrite(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot write %s: %w", path, cause(err))
}

// cause is what the system said, without the names of files.
func cause(err error) error {
	var ofPath *fs.PathError
	var ofLink *os.LinkError
	switch {
	case errors.As(err, &ofPath):
		return ofPath.Err
	case errors.As(err, &ofLink):
		return ofLink.Err
	}
	return err
}

type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

// chunk is how much is written before the context is asked again.
const chunk = 1 << 20

func (c contextWriter) Write(p []byte) (written int, err error) {
	for part := range slices.Chunk(p, chunk) {
		if err := c.ctx.Err(); err != nil {
			return written, err
		}
		n, err := c.w.Write(part)
		if written += n; err != nil {
			return written, err
		}
	}
	return written, nil
}
