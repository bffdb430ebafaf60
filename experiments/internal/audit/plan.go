package audit

import (
	"fmt"
	"slices"

	"backprop/compare"
	"backprop/experiments/internal/lab"
	"backprop/network"
)

// plan is what is done for every seed.
type plan struct {
	settings       Settings
	claims         []Claim
	configurations []configuration
	sweep          *compare.Training // nil if not asked
}

// configuration is one of the runs compared.
type configuration struct {
	RunID
	training   compare.Training // the seed is filled in later
	statistics []Statistic      // that are recorded; none if nobody asks for the run
}

// The runs that the questions need beside the claims.
const (
	baseline     = "full-batch"
	noActivation = "no-activation"
	xor          = "xor"
	linear       = "linear"
)

// tasks are the report's, in its order.
var tasks = []string{xor, linear}

// biases are the two forms under which a claim is judged.
var biases = []network.Bias{network.Row, network.Shared}

func newPlan(settings Settings) (*plan, error) {
	settings, err := settings.complete()
	if err != nil {
		return nil, err
	}
	p := &plan{settings: settings}
	if p.claims, err = Register(); err != nil {
		return nil, err
	}
	p.claims = slices.DeleteFunc(p.claims, func(c Claim) bool { return !slices.Contains(settings.Claims, c.ID) })
	all, err := trainings()
	if err != nil {
		return nil, err
	}
	for _, c := range p.claims {
		for _, task := range tasks {
			for _, bias := range biases {
				for _, variant := range []string{baseline, c.Variant} {
					of := &all[configurationOf(all, task, variant, bias)]
					of.record(ofEvery...)
					for _, part := range c.Parts {
						if part.measured(task) {
							of.record(part.Statistic)
						}
					}
				}
			}
		}
	}
	if slices.Contains(settings.Claims, MemoryID) {
		for _, asked := range memoryRuns {
			c := &all[configurationOf(all, xor, asked.variant, asked.bias)]
			c.record(ofEvery...)
			c.record(asked.tests[1:]...) // the first is the accuracy
		}
	}
	if slices.Contains(settings.Claims, SweepID) {
		training := all[configurationOf(all, xor, baseline, network.Shared)].training
		p.sweep = &training
	}
	p.configurations = slices.DeleteFunc(all, func(c configuration) bool { return c.statistics == nil })
	return p, nil
}

// trainings returns the report's runs, and those of them that had row bias again
// with shared bias, in an order in which those that draw the same data follow
// one another: by task, then by layout.
func trainings() ([]configuration, error) {
	runs, err := lab.BothForms()
	if err != nil {
		return nil, err
	}
	var all []configuration
	for _, r := range runs {
		spec, _ := r.Training.Network()
		all = append(all, configuration{RunID: RunID{r.Name, spec.Bias}, training: r.Training})
	}
	slices.SortStableFunc(all, func(a, b configuration) int {
		if a, b := a.training.Task.Name, b.training.Task.Name; a != b {
			return slices.Index(tasks, a) - slices.Index(tasks, b)
		}
		return -slices.Compare(a.training.Spec.Layers, b.training.Spec.Layers)
	})
	return all, nil
}

// configurationOf returns the index of a run with a form of bias. A run that
// exists in one form only, one update per sample, stands for both.
func configurationOf(all []configuration, task, variant string, bias network.Bias) int {
	name := task + "/" + variant
	i := slices.IndexFunc(all, func(c configuration) bool { return c.RunID == RunID{name, bias} })
	if i < 0 {
		i = slices.IndexFunc(all, func(c configuration) bool { return c.Run == name })
	}
	if i < 0 {
		panic(fmt.Sprintf("audit: no run %s", name))
	}
	return i
}

// sweepRates are the learning rates of the sweep, none if it is not asked.
func (p *plan) sweepRates() []float64 {
	if p.sweep == nil {
		return nil
	}
	return sweepRates
}

// seesDataOf reports whether the data of two configurations are the same from the
// same seed: those of one task, whose parameters take as many draws from the
// stream.
func (c configuration) seesDataOf(o configuration) bool {
	return c.training.Task.Name == o.training.Task.Name && slices.Equal(c.training.Spec.Layers, o.training.Spec.Layers)
}

// record adds statistics to those that are recorded.
func (c *configuration) record(statistics ...Statistic) {
	for _, s := range statistics {
		if !c.records(s) {
			c.statistics = append(c.statistics, s)
		}
	}
}

// records reports whether a statistic is recorded.
func (c configuration) records(s Statistic) bool { return slices.Contains(c.statistics, s) }
