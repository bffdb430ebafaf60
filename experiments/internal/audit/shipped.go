package audit

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
)

// shipped are the records of "audit --seeds 1000", by seed, so that nobody has to wait
// for them who wants the audit's results and not its work.
//
//go:embed records.jsonl.gz
var shipped []byte

// ShippedSeeds is how many seeds' records come with the program.
const ShippedSeeds = 1000

// Shipped returns the audit whose records come with the program.
func Shipped() (*Table, error) {
	r, err := gzip.NewReader(bytes.NewReader(shipped))
	if err != nil {
		return nil, err
	}
	t, _, err := merge(nil, bufio.NewReaderSize(r, longestLine))
	if err != nil {
		return nil, fmt.Errorf("the file of shipped records %w", err)
	}
	return t, t.complete()
}

// Adopt appends another table's records of the seeds of this one. It returns an error if
// a seed has a record in both that is not the same: the two were made by other programs.
func (t *Table) Adopt(other *Table) error {
	for _, r := range other.records[:min(len(t.records), len(other.records))] {
		if r.Seed == 0 {
			continue
		}
		if t.has(r.Seed) {
			a, err := encode(t.records[r.Seed-1])
			if err != nil {
				return err
			}
			if b, err := encode(r); err != nil || !bytes.Equal(a, b) {
				return fmt.Errorf("audit: seed %d came out otherwise than its record says: want records of this program", r.Seed)
			}
		}
		if err := t.Append(r); err != nil {
			return err
		}
	}
	return nil
}
