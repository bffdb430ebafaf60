package output

import (
	"cmp"
	"context"
	"path/filepath"
)

// File is a file's name, without a directory, and what is in it.
type File struct {
	Name string
	Data []byte
}

// WriteFiles writes files into a directory that exists. All of them are written
// and synced under temporary names before the first takes its own, in the order
// given: a fault or the end of the context before that leaves everything as it was,
// and no other program can see half a file. Errors are those of [WriteFile].
func WriteFiles(ctx context.Context, dir string, files []File) (err error) {
	var written []*pending
	defer func() {
		for _, f := range written { // those that did not take their names; the first error says why
			err = cmp.Or(err, f.discard())
		}
	}()
	for _, file := range files {
		f, err := create(filepath.Join(dir, file.Name))
		if err != nil {
			return err
		}
		written = append(written, f)
		if _, err := (contextWriter{ctx, f}).Write(file.Data); err != nil {
			return err
		}
		if err := f.sync(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for len(written) > 0 {
		f := written[0]
		written = written[1:]
		if err := f.commit(); err != nil {
			return err
		}
	}
	return nil
}
