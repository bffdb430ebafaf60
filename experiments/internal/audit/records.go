package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A file of records is a CSV table with a row per seed, in order, below a line of
// settings that begins with '#'. It is written row by row, so that whatever stops
// an audit leaves the seeds before; a row that was cut short is dropped when the
// file is opened again.

// head is the first line of a file of records, less the '#'.
type head struct {
	Method int      `json:"audit_method"`
	Seeds  int      `json:"seeds"`
	Shard  string   `json:"shard"`
	Claims []string `json:"claims"`
}

// settings are those that the line states.
func (h head) settings() (Settings, error) {
	if h.Method != Method {
		return Settings{}, fmt.Errorf("its method has version %d, this program's has %d", h.Method, Method)
	}
	shard, err := ParseShard(h.Shard)
	if err != nil {
		return Settings{}, err
	}
	s := Settings{Seeds: h.Seeds, Claims: h.Claims, Shard: shard}
	return s, s.Validate()
}

// preamble is what stands above the records.
func (p *plan) preamble() ([]byte, error) {
	s := p.settings
	line, err := json.Marshal(head{Method, s.Seeds, s.Shard.String(), s.Claims})
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "# %s\nseed,%s\n", line, strings.Join(p.columns, ",")), nil
}

// appendRow appends a record as a row of the table.
func appendRow(row []byte, r Record) []byte {
	row = strconv.AppendInt(row, int64(r.Seed), 10)
	for _, v := range r.Values {
		row = strconv.AppendFloat(append(row, ','), v, 'g', -1, 64)
	}
	return append(row, '\n')
}

// parseRow reads what appendRow writes.
func parseRow(line []byte, columns int) (Record, error) {
	words := strings.Split(strings.TrimSuffix(string(line), "\n"), ",")
	if len(words) != columns+1 {
		return Record{}, fmt.Errorf("%d numbers, want %d", len(words), columns+1)
	}
	seed, err := strconv.Atoi(words[0])
	if err != nil {
		return Record{}, fmt.Errorf("seed %.40q is no number", words[0])
	}
	r := Record{seed, make([]float64, columns)}
	for i, word := range words[1:] {
		if r.Values[i], err = strconv.ParseFloat(word, 64); err != nil {
			return Record{}, fmt.Errorf("%.40q is no number", word)
		}
	}
	return r, nil
}

// longestLine bounds what is read of a file that has no lines, such as a device.
// The line of the names of all columns has 3.3 kB.
const longestLine = 1 << 16

// Reader reads a file of records.
type Reader struct {
	Settings Settings
	plan     *plan
	in       *bufio.Reader
	line     int
	next     int // the seed that must come next
	// whole is the length of all that has been read and was whole.
	whole int64
}

// NewReader reads the settings of a file of records. It returns an error if it is
// none, or one of another version.
func NewReader(r io.Reader) (*Reader, error) {
	in := bufio.NewReaderSize(r, longestLine)
	first, err := in.ReadSlice('\n')
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	first = bytes.Clone(first)
	var h head
	text, ok := bytes.CutPrefix(first, []byte("# "))
	if !ok || err != nil || json.Unmarshal(text, &h) != nil || h.Method == 0 {
		return nil, errors.New("is no file of an audit's records")
	}
	settings, err := h.settings()
	if err != nil {
		return nil, fmt.Errorf("is of another audit: %w", err)
	}
	p, err := newPlan(settings)
	if err != nil {
		return nil, err
	}
	preamble, err := p.preamble()
	if err != nil {
		return nil, err
	}
	names, err := in.ReadSlice('\n')
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if !bytes.Equal(append(first, names...), preamble) {
		return nil, errors.New("is of another audit: its columns are not this program's")
	}
	start, _ := settings.Range()
	return &Reader{Settings: p.settings, plan: p, in: in, line: 2, next: start, whole: int64(len(preamble))}, nil
}

// Read returns the next record, or io.EOF. A last row that was cut short counts as
// not there.
func (r *Reader) Read() (Record, error) {
	line, err := r.in.ReadSlice('\n')
	r.line++
	if errors.Is(err, bufio.ErrBufferFull) {
		return Record{}, fmt.Errorf("line %d is damaged: it is longer than any record", r.line)
	}
	if err != nil {
		return Record{}, err
	}
	record, err := parseRow(line, len(r.plan.columns))
	if _, last := r.Settings.Range(); err == nil && (record.Seed != r.next || record.Seed > last) {
		err = fmt.Errorf("seed %d, want %d of %d", record.Seed, r.next, last)
	}
	if err != nil {
		return Record{}, fmt.Errorf("line %d is damaged: %w", r.line, err)
	}
	r.next++
	r.whole += int64(len(line))
	return record, nil
}

// Complete reports whether every seed of the shard has been read.
func (r *Reader) Complete() bool {
	_, last := r.Settings.Range()
	return r.next > last
}
