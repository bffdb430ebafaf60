package audit

import (
	"fmt"
	"slices"

	"backprop/compare"
	"backprop/manual"
	"backprop/network"
)

// The tests of memory; see METHOD.md.
const (
	ownBias       = "own-bias"
	rowNumber     = "row-number"
	otherBias     = "other-bias"
	meanBias      = "mean-bias"
	freshAnyBias  = "fresh-any-bias"
	freshMeanBias = "fresh-mean-bias"
)

// memoryRuns are the networks that are asked. What is asked of all, own-bias, is
// their accuracy.
var memoryRuns = []struct {
	variant string
	bias    network.Bias
	tests   []string
}{
	{baseline, network.Row, []string{rowNumber, otherBias, meanBias, freshAnyBias, freshMeanBias}},
	{noActivation, network.Row, []string{rowNumber, otherBias, meanBias, freshAnyBias, freshMeanBias}},
	{baseline, network.Shared, []string{freshMeanBias}},
}

// memorySays describe the tests.
var memorySays = map[string]string{
	ownBias:       "training points, each its own bias",
	rowNumber:     "the centre, with each row's bias",
	otherBias:     "training points, other rows' biases",
	meanBias:      "training points, mean bias",
	freshAnyBias:  "fresh points, every row's bias",
	freshMeanBias: "fresh points, mean bias",
}

// memory asks networks trained on XOR about points that are no training rows.
type memory struct {
	// asked are the training points, the fresh ones and the centre.
	asked           network.Batch
	training, fresh int // how many
	probabilities   []float64
	engines         map[string]*manual.Engine // by the network, with shared bias
}

func newMemory() (*memory, error) {
	points := compare.XOR().Draw(nil)
	m := &memory{training: points.Rows, engines: map[string]*manual.Engine{}}
	x, y := slices.Clone(points.X), slices.Clone(points.Y)
	for i := range 10 {
		v := float64(0.1*float64(i)) + 0.05
		x, y = append(x, v, v, v, 1-v), append(y, 0, 1)
	}
	m.fresh = len(y) - m.training
	x, y = append(x, 0.5, 0.5), append(y, 0) // the centre has no label
	m.probabilities = make([]float64, len(y))
	var err error
	m.asked, err = network.NewBatch(x, y, points.Cols)
	return m, err
}

// ask returns the accuracy in percent in every test but own-bias. With shared
// bias all biases are the same.
func (m *memory) ask(spec network.Spec, trained *network.Parameters) (map[string]float64, error) {
	spec.Bias = network.Shared
	engine, ok := m.engines[spec.String()]
	if !ok {
		var err error
		if engine, err = manual.New(spec, m.asked.Rows); err != nil {
			return nil, err
		}
		m.engines[spec.String()] = engine
	}
	asked, err := network.NewParameters(spec, m.asked.Rows)
	if err != nil {
		return nil, err
	}
	// predict sets the biases from the trained ones, layer by layer.
	predict := func(bias func(dst, b []float64)) error {
		for l := 1; l <= spec.Depth(); l++ {
			copy(asked.Weight(l).Of(asked.Values), trained.Weight(l).Of(trained.Values))
			bias(asked.Bias(l).Of(asked.Values), trained.Bias(l).Of(trained.Values))
		}
		return engine.Predict(m.probabilities, nil, asked.Values, m.asked)
	}
	labels, all := m.asked.Y, m.training+m.fresh
	var number, other, fresh int
	for i := range m.training {
		err := predict(func(dst, b []float64) { copy(dst, b[i*len(dst)%len(b):]) })
		if err != nil {
			return nil, err
		}
		p := m.probabilities
		number += right(p[all:], labels[i:i+1])
		other += right(p[:i], labels[:i]) + right(p[i+1:m.training], labels[i+1:m.training])
		fresh += right(p[m.training:all], labels[m.training:all])
	}
	if err := predict(meanRow); err != nil {
		return nil, err
	}
	p := m.probabilities
	return map[string]float64{
		rowNumber:     inPercent(number, m.training),
		otherBias:     inPercent(other, m.training*(m.training-1)),
		meanBias:      inPercent(right(p[:m.training], labels[:m.training]), m.training),
		freshAnyBias:  inPercent(fresh, m.training*m.fresh),
		freshMeanBias: inPercent(right(p[m.training:all], labels[m.training:all]), m.fresh),
	}, nil
}

func inPercent(part, whole int) float64 { return 100 * float64(part) / float64(whole) }

// meanRow sets dst to the mean of the rows of b.
func meanRow(dst, b []float64) {
	clear(dst)
	for i, v := range b {
		dst[i%len(dst)] += v
	}
	for i := range dst {
		dst[i] /= float64(len(b) / len(dst))
	}
}

// memoryOf reads the tests of memory out of the records.
func (t *Table) memoryOf() *Memory {
	m := &Memory{}
	for _, asked := range memoryRuns {
		c := t.plan.configurations[configurationOf(t.plan.configurations, xor, asked.variant, asked.bias)]
		own := t.column(c.column(string(Accuracy)))
		of := MemoryOf{RunID: c.RunID}
		add := func(id string, values []float64) {
			test := MemoryTest{ID: id, Says: memorySays[id], Accuracy: distributionOf(values)}
			var solved []float64
			for i, v := range values {
				if own[i] == 100 {
					solved = append(solved, v)
				}
			}
			if len(solved) > 0 {
				d := distributionOf(solved)
				test.AccuracyOfSolved = &d
			}
			of.Tests = append(of.Tests, test)
		}
		add(ownBias, own)
		for _, test := range asked.tests {
			add(test, t.column(c.column(test)))
		}
		of.Finding = of.finding()
		of.Solved = rateOf(len(own), func(i int) bool { return own[i] == 100 })
		m.Networks = append(m.Networks, of)
	}
	return m
}

// finding says in a sentence what the networks that solve the task know.
func (of MemoryOf) finding() string {
	median := map[string]string{}
	for _, test := range of.Tests {
		if test.AccuracyOfSolved == nil {
			return "no network gets every training row right."
		}
		median[test.ID] = Percent(test.AccuracyOfSolved.Median / 100)
	}
	fresh := fmt.Sprintf("%s of fresh points, of which guessing gets 50%%", median[freshMeanBias])
	if number, ok := median[rowNumber]; ok {
		return fmt.Sprintf("of the networks that get every training row right the median one labels %s of the rows by the row's biases alone, and, with the mean of the biases, %s.", number, fresh)
	}
	return fmt.Sprintf("of the networks that get every training row right the median one labels %s.", fresh)
}
