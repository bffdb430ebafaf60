// Package output writes result files whole or not at all.
package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// CheckWritable reports whether [WriteFile] could write path, before the long
// work whose result goes there. It leaves nothing behind.
func CheckWritable(path string) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	return f.discard()
}

// WriteFile writes a file through a temporary one beside it, which takes the
// name path only when write and everything else succeeded. A file that exists
// keeps its mode, and must be writable. A path that exists and is no regular file,
// such as a device, is written directly. When the
// context is done, write's next output fails with the context's error.
func WriteFile(ctx context.Context, path string, write func(io.Writer) error) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	if err := write(contextWriter{ctx, f.File}); err != nil {
		return errors.Join(err, f.discard())
	}
	return f.commit()
}

// pending is a file being written; temporary is "" if it is the target itself.
type pending struct {
	*os.File
	temporary, target string
}

func create(path string) (*pending, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a directory, want a file", path)
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &pending{File: f, target: path}, err
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
	if path, err = resolve(path); err != nil {
		return nil, err
	}
	for i := 0; ; i++ {
		temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d-%d.tmp", filepath.Base(path), os.Getpid(), i))
		f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			var pathError *fs.PathError
			if errors.As(err, &pathError) {
				err = pathError.Err
			}
			return nil, fmt.Errorf("cannot write %s: %w", path, err)
		}
		return &pending{File: f, temporary: temporary, target: path}, nil
	}
}

// resolve follows a symbolic link at path, so that the link survives.
func resolve(path string) (string, error) {
	if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return path, nil
	}
	return filepath.EvalSymlinks(path)
}

func (f *pending) discard() error {
	err := f.Close()
	if f.temporary != "" {
		err = errors.Join(err, os.Remove(f.temporary))
	}
	return err
}

func (f *pending) commit() error {
	if f.temporary == "" {
		return f.Close()
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.temporary))
	}
	if err := os.Rename(f.temporary, f.target); err != nil {
		return errors.Join(err, os.Remove(f.temporary))
	}
	return nil
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
