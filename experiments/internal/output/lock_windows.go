package output

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock takes the lock of a file that one open file at a time has; false if another
// has it. The system gives it back when the file is closed, and when its process
// ends in any way. The byte that is locked lies beyond the end of any file, since
// nobody else could read it.
func lock(f *os.File) (bool, error) {
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{OffsetHigh: 1 << 30})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}
