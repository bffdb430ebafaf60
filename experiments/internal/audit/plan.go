package audit

import (
	"fmt"
	"slices"
	"strings"

	"backprop/compare"
	"backprop/experiments/internal/lab"
	"backprop/network"
)

// plan is what is done for every seed, and the columns of numbers that it leaves.
type plan struct {
	settings       Settings
	claims         []Claim
	configurations []configuration
	sweep          *compare.Training // nil if not asked
	columns        []string
	index          map[string]int // of a column
}

// configuration is one of the runs compared.
type configuration struct {
	RunID
	training   compare.Training // the seed is filled in later
	statistics []Statistic      // that are recorded
	memory     []string         // the tests of memory that are recorded
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
	p := &plan{settings: settings, index: map[string]int{}}
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
					i := configurationOf(all, task, variant, bias)
					for _, part := range c.Parts {
						all[i].record(part.Statistic)
					}
				}
			}
		}
	}
	if slices.Contains(settings.Claims, MemoryID) {
		for _, asked := range memoryRuns {
			i := configurationOf(all, xor, asked.variant, asked.bias)
			all[i].record(Accuracy)
			all[i].memory = asked.tests
		}
	}
	if slices.Contains(settings.Claims, SweepID) {
		training := all[configurationOf(all, xor, baseline, network.Shared)].training
		p.sweep = &training
	}
	p.configurations = slices.DeleteFunc(all, func(c configuration) bool { return len(c.statistics) == 0 })
	p.nameColumns()
	return p, nil
}

// trainings returns the report's runs, and those of them that had row bias again
// with shared bias, in an order in which those that draw the same data follow
// one another: by task, then by layout.
func trainings() ([]configuration, error) {
	runs, err := lab.Runs()
	if err != nil {
		return nil, err
	}
	corrected, err := lab.Corrected()
	if err != nil {
		return nil, err
	}
	var all []configuration
	for _, r := range append(runs, corrected...) {
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

// record adds a statistic to those of every run.
func (c *configuration) record(statistic Statistic) {
	for _, s := range []Statistic{FinalLoss, TrainedLoss, Accuracy, statistic} {
		if !slices.Contains(c.statistics, s) {
			c.statistics = append(c.statistics, s)
		}
	}
}

// task is the task's name.
func (c configuration) task() string { return c.training.Task.Name }

// column names a number of a configuration.
func (r RunID) column(number string) string {
	return strings.Join([]string{r.Run, r.Bias.String(), number}, "/")
}

// sweepColumn names the number of a learning rate of the sweep.
func sweepColumn(rate float64) string { return fmt.Sprintf("sweep/%v", rate) }

func (p *plan) nameColumns() {
	for _, c := range p.configurations {
		for _, s := range c.statistics {
			p.columns = append(p.columns, c.column(string(s)))
		}
		for _, test := range c.memory {
			p.columns = append(p.columns, c.column(test))
		}
	}
	if p.sweep != nil {
		for _, rate := range sweepRates {
			p.columns = append(p.columns, sweepColumn(rate))
		}
	}
	for i, name := range p.columns {
		p.index[name] = i
	}
}
