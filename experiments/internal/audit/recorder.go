package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Recorder appends records to a file.
type Recorder struct {
	file *os.File
	row  []byte
}

// Create begins a file of records. It returns an error that is fs.ErrExist if
// the file exists.
func Create(path string, settings Settings) (*Recorder, error) {
	p, err := newPlan(settings)
	if err != nil {
		return nil, err
	}
	preamble, err := p.preamble()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	r := &Recorder{file: f}
	if _, err := f.Write(preamble); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(path))
	}
	return r, nil
}

// Resume opens a file of records to append to, and hands those that it has to
// each. A file that was cut short before its first record is begun anew. It
// returns an error if the file is of other settings, or damaged, or if its first
// seed, which is run again, does not come out the same.
func Resume(ctx context.Context, path string, settings Settings, each func(Record) error) (*Recorder, error) {
	p, err := newPlan(settings)
	if err != nil {
		return nil, err
	}
	preamble, err := p.preamble()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	var first *Record
	whole, err := readAgain(f, preamble, p.settings, func(r Record) error {
		if first == nil {
			first = &r
		}
		return each(r)
	})
	if err == nil && first != nil {
		err = p.check(ctx, *first)
	}
	if err == nil {
		if err = f.Truncate(whole); err == nil {
			_, err = f.Seek(whole, io.SeekStart)
		}
	}
	if err == nil && whole == 0 {
		_, err = f.Write(preamble)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return &Recorder{file: f}, nil
}

// check runs the seed of a record again.
func (p *plan) check(ctx context.Context, r Record) error {
	t, err := newTrial(p)
	if err != nil {
		return err
	}
	values, err := t.run(ctx, r.Seed)
	if err != nil {
		return err
	}
	if got := appendRow(nil, Record{r.Seed, values}); !bytes.Equal(got, appendRow(nil, r)) {
		return fmt.Errorf("seed %d does not come out as recorded: it is another program's", r.Seed)
	}
	return nil
}

// readAgain hands the records of a file to each and returns how many bytes of it
// are whole.
func readAgain(f *os.File, preamble []byte, want Settings, each func(Record) error) (whole int64, err error) {
	begun := make([]byte, len(preamble))
	n, err := io.ReadFull(f, begun)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, err
	}
	if n < len(preamble) && bytes.HasPrefix(preamble, begun[:n]) {
		return 0, nil // cut short in the preamble
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	r, err := NewReader(f)
	if err != nil {
		return 0, err
	}
	if !r.Settings.equal(want) {
		return 0, fmt.Errorf("holds %v, want %v", r.Settings, want)
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return r.whole, nil
		}
		if err != nil {
			return 0, err
		}
		if err := each(record); err != nil {
			return 0, err
		}
	}
}

// Write appends a record, in one write.
func (r *Recorder) Write(record Record) error {
	r.row = appendRow(r.row[:0], record)
	_, err := r.file.Write(r.row)
	return err
}

// Close makes sure that the records are on the disk, and closes the file.
func (r *Recorder) Close() error { return errors.Join(r.file.Sync(), r.file.Close()) }
