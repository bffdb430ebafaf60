package audit

import (
	"fmt"
	"slices"

	"backprop/compare"
	"backprop/manual"
	"backprop/network"
)

// memoryRuns are the networks that are asked, and the tests that they take.
var memoryRuns = []struct {
	variant string
	bias    network.Bias
	tests   []Statistic
}{
	{baseline, network.Row, []Statistic{OwnBias, RowNumber, OtherBias, MeanBias, FreshAnyBias, FreshMeanBias}},
	{noActivation, network.Row, []Statistic{OwnBias, RowNumber, OtherBias, MeanBias, FreshAnyBias, FreshMeanBias}},
	{baseline, network.Shared, []Statistic{OwnBias, FreshMeanBias}},
}

// memorySays describe the tests.
var memorySays = map[Statistic]string{
	OwnBias:       "training points, each its own bias",
	RowNumber:     "the centre, with each row's bias",
	OtherBias:     "training points, other rows' biases",
	MeanBias:      "training points, mean bias",
	FreshAnyBias:  "fresh points, every row's bias",
	FreshMeanBias: "fresh points, mean bias",
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

// ask adds the accuracies of a trained network to its numbers. With shared bias all
// biases are the same.
func (m *memory) ask(spec network.Spec, trained *network.Parameters, numbers *Numbers) error {
	spec.Bias = network.Shared
	engine, ok := m.engines[spec.String()]
	if !ok {
		var err error
		if engine, err = manual.New(spec, m.asked.Rows); err != nil {
			return err
		}
		m.engines[spec.String()] = engine
	}
	asked, err := network.NewParameters(spec, m.asked.Rows)
	if err != nil {
		return err
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
			return err
		}
		p := m.probabilities
		number += right(p[all:], labels[i:i+1])
		other += right(p[:i], labels[:i]) + right(p[i+1:m.training], labels[i+1:m.training])
		fresh += right(p[m.training:all], labels[m.training:all])
	}
	if err := predict(meanRow); err != nil {
		return err
	}
	p := m.probabilities
	numbers.RowNumber = inPercent(number, m.training)
	numbers.OtherBias = inPercent(other, m.training*(m.training-1))
	numbers.MeanBias = inPercent(right(p[:m.training], labels[:m.training]), m.training)
	numbers.FreshAnyBias = inPercent(fresh, m.training*m.fresh)
	numbers.FreshMeanBias = inPercent(right(p[m.training:all], labels[m.training:all]), m.fresh)
	return nil
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
		i := configurationOf(t.plan.configurations, xor, asked.variant, asked.bias)
		own := t.numbers(i, OwnBias)
		of := MemoryOf{RunID: t.plan.configurations[i].RunID}
		of.Solved = rateOf(len(own), func(seed int) bool { return own[seed] == 100 })
		for _, test := range asked.tests {
			all := t.numbers(i, test)
			result := MemoryTest{ID: string(test), Says: memorySays[test], Accuracy: distributionOf(all)}
			if of.Solved.Count > 0 {
				var solved []float64
				for seed, v := range all {
					if own[seed] == 100 {
						solved = append(solved, v)
					}
				}
				d := distributionOf(solved)
				result.AccuracyOfSolved = &d
			}
			of.Tests = append(of.Tests, result)
		}
		of.Finding = of.finding()
		m.Networks = append(m.Networks, of)
	}
	return m
}

// finding says in a sentence what the networks that solve the task know.
func (of MemoryOf) finding() string {
	median := map[Statistic]string{}
	for _, test := range of.Tests {
		if test.AccuracyOfSolved == nil {
			return "no network gets every training row right."
		}
		median[Statistic(test.ID)] = Percent(test.AccuracyOfSolved.Median / 100)
	}
	fresh := fmt.Sprintf("%s of fresh points, of which guessing gets 50%%", median[FreshMeanBias])
	if number, ok := median[RowNumber]; ok {
		fresh = fmt.Sprintf("%s of the rows by the row's biases alone, and, with the mean of the biases, %s", number, fresh)
	}
	return fmt.Sprintf("of the networks that get every training row right the median one labels %s.", fresh)
}
