package audit

import (
	"errors"
	"fmt"
	"io"
)

// Merge reads the records of all parts of an audit, in any order, into one table;
// name names a reader. It returns an error that says which part is missing,
// given twice, incomplete, damaged or of another audit.
func Merge(readers []*Reader, name func(i int) string) (*Table, error) {
	if len(readers) == 0 {
		return nil, errors.New("audit: no records to merge")
	}
	settings := readers[0].Settings
	parts := make([]int, settings.Shard.Count) // the reader of each part, from 1; 0 is none
	for i, r := range readers {
		s := r.Settings
		s.Shard.Index = settings.Shard.Index
		if !s.equal(settings) {
			return nil, fmt.Errorf("%s holds %v, in %d parts, and %s holds %v, in %d: want parts of one audit", name(0), settings, settings.Shard.Count, name(i), r.Settings, s.Shard.Count)
		}
		part := &parts[r.Settings.Shard.Index-1]
		if *part != 0 {
			return nil, fmt.Errorf("%s and %s are both part %v: want each once", name(*part-1), name(i), r.Settings.Shard)
		}
		*part = i + 1
	}
	table, err := NewTable(settings)
	if err != nil {
		return nil, err
	}
	for p, i := range parts {
		if i == 0 {
			return nil, fmt.Errorf("part %d/%d is missing: want all", p+1, len(parts))
		}
		r := readers[i-1]
		for {
			record, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				err = table.Append(record)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name(i-1), err)
			}
		}
		if !r.Complete() {
			_, last := r.Settings.Range()
			return nil, fmt.Errorf("%s ends before seed %d of %d: want it completed with audit --resume", name(i-1), r.next, last)
		}
	}
	return table, nil
}
