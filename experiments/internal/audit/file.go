package audit

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"strings"

	"backprop/experiments/internal/output"
)

// A file of records has a line of settings and, below, a line for each seed, in the
// order in which they were finished. A line is a JSON object with the CRC-32 of
// what it carries. Lines are appended and never changed, so that whatever stops an
// audit leaves the seeds before; a line that was cut short, or damaged, counts as
// not there: its seed is run again.

// line is a line of a file of records: the settings or a record.
type line struct {
	CRC  string          `json:"crc32"` // of the data, IEEE, in hexadecimal
	Data json.RawMessage `json:"data"`
}

// head is what the line of settings carries.
type head struct {
	Method int      `json:"audit_method"`
	Seeds  int      `json:"seeds"`
	Claims []string `json:"claims"`
}

// longestLine bounds what is read of a file that has no lines, such as a device.
// That of a record has some 5 kB.
const longestLine = 1 << 16

func checksum(data []byte) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE(data)) }

// encode returns the line that carries v.
func encode(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(line{checksum(data), data})
	return append(text, '\n'), err
}

// decode reads what a line carries into v; false if the line is not whole.
func decode(text []byte, v any) bool {
	var l line
	return bytes.HasSuffix(text, []byte("\n")) && json.Unmarshal(text, &l) == nil &&
		l.CRC == checksum(l.Data) && json.Unmarshal(l.Data, v) == nil
}

// readHead returns the settings of a file of records.
func readHead(in *bufio.Reader) (Settings, error) {
	text, err := in.ReadSlice('\n')
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return Settings{}, err
	}
	var h head
	if !decode(text, &h) || h.Method == 0 {
		return Settings{}, errors.New("is no file of an audit's records")
	}
	if h.Method != Method {
		return Settings{}, fmt.Errorf("is of another audit: its method has version %d, this program's has %d",
			h.Method, Method)
	}
	settings, err := Settings{Seeds: h.Seeds, Claims: h.Claims}.complete()
	if err != nil {
		return Settings{}, fmt.Errorf("is of another audit: %w", err)
	}
	return settings, nil
}

// read appends the records below the line of settings to the table. It returns the first,
// and the number of the first line that holds something else, 0 if none does.
func (t *Table) read(in *bufio.Reader) (first *Record, damaged int, err error) {
	for number := 2; ; number++ {
		text, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, 0, fmt.Errorf("has a line that is longer than any record, %d bytes", longestLine)
		}
		var r Record
		if decode(text, &r) {
			if err := t.Append(r); err != nil {
				return nil, 0, fmt.Errorf("has a record that is none of this program's: %w", err)
			}
			if first == nil {
				first = &r
			}
		} else if damaged == 0 && len(bytes.TrimSpace(text)) > 0 {
			damaged = number
		}
		if errors.Is(err, io.EOF) {
			return first, damaged, nil
		}
		if err != nil {
			return nil, 0, err
		}
	}
}

// File is a file of records, open to append to.
type File struct{ *output.Locked }

// OpenFile opens the file of a table's records, and reads those that it has into
// the table; it makes one that does not exist or is empty. Until the file is closed,
// or the process ends, no other audit can open it: the error is then output.ErrBusy. Unless
// resume is set, an error that is fs.ErrExist says that the file holds something. It also
// returns an error if the file is of other settings, or none of records, or if the
// first of its seeds, which is run again, does not come out the same; the file is
// then as it was.
func OpenFile(ctx context.Context, path string, t *Table, resume bool) (*File, error) {
	locked, err := output.OpenLocked(path)
	if err != nil {
		return nil, err
	}
	file := &File{locked}
	if err := file.begin(ctx, t, resume); err != nil {
		return nil, cmp.Or(err, locked.Close())
	}
	return file, nil
}

// begin reads what the file holds, and makes it ready to append to.
func (f *File) begin(ctx context.Context, t *Table, resume bool) error {
	s := t.plan.settings
	own, err := encode(head{Method, s.Seeds, s.Claims})
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(f, longestLine)
	begun, err := in.Peek(len(own))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case len(begun) > 0 && !resume:
		return &fs.PathError{Op: "create", Path: f.Name(), Err: fs.ErrExist}
	case len(begun) < len(own) && bytes.HasPrefix(own, begun): // empty, or cut short in its first line
		if err := f.Truncate(0); err != nil {
			return err
		}
		_, err = f.Write(own)
		return err
	}
	held, err := readHead(in)
	if err == nil && !held.sameAudit(s) {
		err = fmt.Errorf("holds an audit of %v, want %v", held, s)
	}
	var first *Record
	if err == nil {
		first, _, err = t.read(in)
	}
	if err == nil && first != nil {
		err = t.plan.check(ctx, *first)
	}
	if err != nil {
		return fmt.Errorf("%s %w", f.Name(), err)
	}
	_, err = f.Write([]byte("\n")) // ends a last line that was cut short; an empty one counts as not there
	return err
}

// Append writes a record, in one write.
func (f *File) Append(r Record) error {
	text, err := encode(r)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return err
}

// Close makes sure that the records are on the disk, and closes the file.
func (f *File) Close() error { return cmp.Or(f.Sync(), f.Locked.Close()) }

// Merge reads the files of records of all parts of an audit, in any order, into one
// table. It returns an error if one is of another audit, or a seed is missing.
func Merge(paths ...string) (*Table, error) {
	if len(paths) == 0 {
		return nil, errors.New("audit: no records to merge")
	}
	var t *Table
	var where []string
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		damaged := 0
		t, damaged, err = merge(t, bufio.NewReaderSize(f, longestLine))
		f.Close()
		if damaged > 0 {
			where = append(where, fmt.Sprintf("%s:%d", path, damaged))
		}
		var named *fs.PathError
		if err != nil && !errors.As(err, &named) {
			err = fmt.Errorf("%s %w", path, err)
		}
		if err != nil {
			return nil, err
		}
	}
	err := t.complete()
	if err != nil && where != nil {
		err = fmt.Errorf("%w; damaged or cut short: %s; audit --resume runs such seeds again", err,
			strings.Join(where, ", "))
	}
	return t, err
}

// merge reads a file of records into the table, which the first one makes. It returns the
// number of the first line that is damaged.
func merge(t *Table, in *bufio.Reader) (*Table, int, error) {
	settings, err := readHead(in)
	if err == nil && t == nil {
		t, err = NewTable(settings)
	}
	if err != nil {
		return nil, 0, err
	}
	if s := t.plan.settings; !settings.sameAudit(s) {
		return nil, 0, fmt.Errorf("holds an audit of %v, want a part of one of %v as in the first file", settings, s)
	}
	_, damaged, err := t.read(in)
	return t, damaged, err
}
