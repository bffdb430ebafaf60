package output

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Locked is an open file that one run of the program at a time has, until it is closed or
// its process ends in any way.
type Locked struct{ *os.File }

// ErrBusy says that another run has a file.
var ErrBusy = errors.New("is being written by another run")

// OpenLocked opens a regular file to read and append, made if it is not there. The error
// is ErrBusy while another has it.
func OpenLocked(path string) (*Locked, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
		if err != nil {
			return nil, err
		}
		own, err := f.Stat()
		if err == nil && !own.Mode().IsRegular() {
			err = fmt.Errorf("%s is no regular file", path)
		}
		locked := false
		if err == nil {
			locked, err = lock(f)
		}
		if err == nil && !locked {
			err = fmt.Errorf("%s %w", path, ErrBusy)
		}
		if err != nil {
			return nil, cmp.Or(err, f.Close())
		}
		// The run that had the file may have removed it since it was opened.
		if there, err := os.Stat(path); err == nil && os.SameFile(own, there) {
			return &Locked{f}, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
}

// Remove removes the file, and closes it.
func (l *Locked) Remove() error {
	// Removed before it is closed, and with that unlocked, it is no other run's;
	// Windows removes a file only when nobody has it open.
	err := os.Remove(l.Name())
	if closed := l.Close(); err == nil {
		return closed
	}
	if err = os.Remove(l.Name()); errors.Is(err, fs.ErrNotExist) {
		return nil // somebody else did
	}
	return err
}
