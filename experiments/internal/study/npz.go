package study

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"codeberg.org/sbinet/npyio/npz"

	"backprop/experiments/internal/schema"
	"backprop/network"
)

// An .npz file has the record of a run by one engine: its lists of numbers as arrays,
// and the rest as JSON in an array of bytes, config. W1 and b1 are the first layer's
// parameters after the last epoch, start_W1 and start_b1 those of before the first,
// kept_W1[k] and kept_b1[k] those of after (k+1)·keep_every epochs.

// WriteNPZ writes a record for numpy. It returns an error for one by several engines.
func (r *Run) WriteNPZ(w io.Writer) error {
	if len(r.Engines) != 1 {
		return fmt.Errorf("an .npz file has one engine's run, not those of %d", len(r.Engines))
	}
	rest, e := *r, r.Engines[0]
	rest.Inputs, rest.Labels, rest.Start = Matrix{}, nil, Layers{}
	rest.Engines = []EngineRun{{Engine: e.Engine, Accuracy: e.Accuracy, Figures: e.Figures}}
	config, err := json.Marshal(rest)
	if err != nil {
		return err
	}
	z := npz.NewWriter(w)
	write := func(name string, v any) { err = errors.Join(err, z.Write(name+".npy", v)) }
	write("config", config)
	write("inputs", r.Inputs.Rows())
	write("labels", r.Labels)
	write("losses", e.Losses)
	write("logits", e.Logits)
	write("probabilities", e.Probabilities)
	for i := range e.Weights {
		W, b := fmt.Sprintf("W%d", i+1), fmt.Sprintf("b%d", i+1)
		write("start_"+W, r.Start.Weights[i])
		write("start_"+b, r.Start.Biases[i])
		write(W, e.Weights[i])
		write(b, e.Biases[i])
		if len(e.Kept) > 0 {
			var keptW, keptB [][][]float64
			for _, l := range e.Kept {
				keptW, keptB = append(keptW, l.Weights[i]), append(keptB, l.Biases[i])
			}
			write("kept_"+W, keptW)
			write("kept_"+b, keptB)
		}
	}
	return errors.Join(err, z.Close())
}

// ReadNPZ reads what WriteNPZ, or numpy after it, has written. The arrays may have been
// changed if they fit the rest.
func ReadNPZ(data []byte) (r *Run, err error) {
	defer func() { // the library panics for types that it does not know
		if p := recover(); p != nil {
			err = fmt.Errorf("is no .npz file of a run: %v", p)
		}
	}()
	in := arrays{bytes: map[string]uint64{}}
	in.z, err = npz.NewReader(bytes.NewReader(data), int64(len(data)))
	if err == nil {
		err = in.readThrough(data)
	}
	if err != nil {
		return nil, fmt.Errorf("is no .npz file, or a damaged one: %w", err)
	}
	var config []byte
	in.read("config", &config, 1)
	r = &Run{Engines: []EngineRun{{}}}
	if in.err == nil {
		in.err = json.Unmarshal(config, r)
	}
	if in.err == nil && len(r.Engines) != 1 {
		in.err = errors.New("is the run of several engines")
	}
	if in.err != nil {
		return nil, fmt.Errorf("has no config of a run: %w", in.err)
	}
	e := &r.Engines[0]
	r.Inputs, r.Labels, e.Losses = newMatrix(in.matrix("inputs")), in.vector("labels"), in.vector("losses")
	e.Logits, e.Probabilities = in.vector("logits"), in.vector("probabilities")
	if r.KeepEvery > 0 {
		e.Kept = make([]Layers, len(e.Losses)/r.KeepEvery) // as Validate wants it of the epochs
	}
	for l := 1; l < len(r.Layers); l++ {
		W, b := fmt.Sprintf("W%d", l), fmt.Sprintf("b%d", l)
		r.Start.Weights = append(r.Start.Weights, in.matrix("start_"+W))
		r.Start.Biases = append(r.Start.Biases, in.matrix("start_"+b))
		e.Weights, e.Biases = append(e.Weights, in.matrix(W)), append(e.Biases, in.matrix(b))
		if len(e.Kept) == 0 {
			continue
		}
		keptW, keptB := in.cube("kept_"+W), in.cube("kept_"+b)
		for k := range min(len(e.Kept), len(keptW), len(keptB)) {
			e.Kept[k].Weights = append(e.Kept[k].Weights, keptW[k])
			e.Kept[k].Biases = append(e.Kept[k].Biases, keptB[k])
		}
	}
	if in.err != nil {
		return nil, in.err
	}
	return r, schema.Check(r)
}

// What an archive may hold, in bytes: some, or so many times its own, which is more than
// a run's numbers are ever compressed.
const (
	mostBytes = 1 << 24
	mostTimes = 64
)

// readThrough reads a zip file through, which compares its checksums and its sizes, before
// room is made for anything in it.
func (a *arrays) readThrough(data []byte) error {
	files, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	left := uint64(mostBytes + mostTimes*len(data))
	for _, file := range files.File {
		size := file.UncompressedSize64
		if size > left {
			return fmt.Errorf("%.40q: more than %d bytes in a file of %d", file.Name, mostBytes+mostTimes*len(data),
				len(data))
		}
		left -= size
		if _, there := a.bytes[file.Name]; !there { // the first of a name is the one that is read
			a.bytes[file.Name] = size
		}
		if err := readFile(file); err != nil {
			return fmt.Errorf("%.40q: %w", file.Name, err)
		}
	}
	return nil
}

// readFile reads a file of an archive through. An array's header, from whose length on the
// library makes room for it, must be as long as it says.
func readFile(file *zip.File) error {
	in, err := file.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	size := int64(file.UncompressedSize64)
	var start [12]byte // "\x93NUMPY", the version, and the header's length in two or four bytes
	n, err := io.ReadFull(in, start[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	if start[6] > 1 && int64(binary.LittleEndian.Uint32(start[8:])) > size {
		return errors.New("its header says that it is longer than the file")
	}
	switch m, err := io.CopyN(io.Discard, in, size-int64(n)+1); {
	case err == nil:
		return fmt.Errorf("more than the %d bytes that it should have", size)
	case !errors.Is(err, io.EOF):
		return err
	case int64(n)+m != size:
		return io.ErrUnexpectedEOF
	}
	return nil
}

// arrays reads arrays, and keeps the first error.
type arrays struct {
	z     *npz.Reader
	bytes map[string]uint64 // of the files in the archive, which are there
	err   error
}

// read reads an array of some dimensions and returns its shape, of ones after an error.
func (a *arrays) read(name string, into any, dimensions int) []int {
	ones := slices.Repeat([]int{1}, dimensions)
	if a.err != nil {
		return ones
	}
	header := a.z.Header(name + ".npy")
	if header == nil {
		a.err = fmt.Errorf("has no array %s", name)
		return ones
	}
	shape, size, width := header.Descr.Shape, 1, 8
	if _, isText := into.(*[]byte); isText {
		width = 1
	}
	for _, n := range shape {
		size *= min(n, network.MaxValues) // of three at most, so that nothing overflows
	}
	switch {
	case len(shape) != dimensions || size < 1 || size > network.MaxValues || header.Descr.Fortran:
		a.err = fmt.Errorf("%s has the shape %v: want %d dimensions, row by row", name, shape, dimensions)
	case uint64(size*width) > a.bytes[name+".npy"]: // before room is made for them
		a.err = fmt.Errorf("%s has the shape %v, and fewer bytes", name, shape)
	default:
		if err := a.z.Read(name+".npy", into); err != nil {
			a.err = fmt.Errorf("%s: %w", name, err)
		}
	}
	if a.err != nil {
		return ones
	}
	return shape
}

func (a *arrays) vector(name string) (v []float64) {
	a.read(name, &v, 1)
	return v
}

func (a *arrays) matrix(name string) [][]float64 {
	var v []float64
	shape := a.read(name, &v, 2)
	return slices.Collect(slices.Chunk(v, shape[1]))
}

func (a *arrays) cube(name string) [][][]float64 {
	var v []float64
	shape := a.read(name, &v, 3)
	return slices.Collect(slices.Chunk(slices.Collect(slices.Chunk(v, shape[2])), shape[1]))
}
