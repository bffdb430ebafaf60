package session_test

import (
	"encoding/json"
	"fmt"
	"log"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/live/session"
)

// report are the settings of the report's baseline on XOR.
var report = session.Settings{Task: "xor", Layers: "2,4,4,1", Activations: "identity,relu,sigmoid", Bias: "row",
	LearningRate: "0.001", Batch: "0", Seed: "1", Epochs: "700"}

func Example() {
	var s session.Session
	for _, q := range []struct{ name, question string }{
		{"start", `{"task":"xor","layers":"2,1","activations":"sigmoid","bias":"shared","learning-rate":"0.1",
			"batch":"0","seed":"1","epochs":"2"}`},
		{"train", "1"},
		{"train", "1"},
	} {
		answer, err := s.Ask(q.name, []byte(q.question))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.60s\n", answer)
	}
	// Output:
	// {"network":"2-1 sigmoid shared bias","rows":21,"tensors":[{"
	// {"epoch":1,"losses":[0.7309482524610728],"done":false}
	// {"epoch":2,"losses":[0.7259709483389811],"done":true}
}

// However a training is cut into pieces, its losses are those of the engine in one.
func TestTrainingInPiecesHasTheSameDigits(t *testing.T) {
	runs, err := lab.Runs()
	require.NoError(t, err)
	engine, err := compare.Manual().New(runs[0].Training.Network())
	require.NoError(t, err)
	want, err := compare.Train(t.Context(), engine, runs[0].Training, nil)
	require.NoError(t, err)
	for _, pieces := range [][]int{{700}, {1, 698, 1}, {300, 9999}} {
		var s session.Session
		_, err := s.Start(report)
		require.NoError(t, err)
		var losses []float64
		for i, n := range pieces {
			trained, err := s.Train(n)
			require.NoError(t, err)
			losses = append(losses, trained.Losses...)
			assert.Equal(t, len(losses), trained.Epoch)
			assert.Equal(t, i == len(pieces)-1, trained.Done)
		}
		assert.True(t, slices.Equal(want.Losses, losses), "%v", pieces)
		frame, err := s.Look(700)
		require.NoError(t, err)
		assert.Equal(t, want.Probabilities, frame.Probabilities)
		assert.Equal(t, want.Parameters.Values, frame.Theta)
		assert.Equal(t, 100.0, frame.Accuracy)
		assert.Less(t, frame.MeanAccuracy, 100.0, "the mean bias does not know the rows")
	}
}

// An epoch that was passed can be looked at as it was.
func TestLookingBack(t *testing.T) {
	for _, epochs := range []string{"700", "2500"} { // more than are kept one by one
		settings := report
		settings.Epochs = epochs
		var forward, back session.Session
		for _, s := range []*session.Session{&forward, &back} {
			_, err := s.Start(settings)
			require.NoError(t, err)
		}
		_, err := forward.Train(90)
		require.NoError(t, err)
		_, err = back.Train(99_999)
		require.NoError(t, err)
		want, err := forward.Look(90)
		require.NoError(t, err)
		got, err := back.Look(90)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func TestTheReportIsReproduced(t *testing.T) {
	losses := 0
	for i := range 10 {
		r, err := session.Reproduce(i)
		require.NoError(t, err)
		assert.Len(t, r.Losses, 700)
		for _, f := range r.Figures {
			assert.True(t, f.Reproduced, f)
			if f.Kind == lab.Loss {
				losses++
			}
		}
	}
	assert.Equal(t, 191, losses)
}

// The right gradient passes, and every mistake that makes a difference is caught, but
// those that rounding hides.
func TestMistakesAreCaught(t *testing.T) {
	settings := report
	settings.Bias = "shared"
	var s session.Session
	_, err := s.Start(settings)
	require.NoError(t, err)
	right, err := s.Check(session.Question{})
	require.NoError(t, err)
	assert.Equal(t, "pass", right.Verdict)
	assert.Len(t, right.Elements, 37)
	names, err := s.Mistakes(0)
	require.NoError(t, err)
	assert.Greater(t, len(names), 20)
	assert.NotContains(t, names, "tanh' missing", "there is no tanh")
	for _, name := range names {
		c, err := s.Check(session.Question{Mistake: name})
		require.NoError(t, err)
		assert.Equal(t, "FAIL", c.Verdict, name)
		assert.Positive(t, c.Failed, name)
		assert.NotEmpty(t, c.Hint, name)
	}
	steps, err := s.Steps(session.Place{Index: 3})
	require.NoError(t, err)
	assert.Len(t, steps.Central, len(steps.Steps))
}

func TestQuestionsThatCannotBeAnswered(t *testing.T) {
	change := func(of func(s *session.Settings)) session.Settings {
		s := report
		of(&s)
		return s
	}
	for name, c := range map[string]struct {
		ask      string
		question any
		want     string
	}{
		"no such question": {"sing", 1, `no question "sing"`},
		"nothing trained":  {"train", 1, "nothing is in training"},
		"nothing to see":   {"look", 1, "nothing is in training"},
		"no such run":      {"reproduce", 10, "no run 10: want 0 to 9"},
		"a task": {"start", change(func(s *session.Settings) { s.Task = "and" }),
			`task "and": want xor, linear or points`},
		"layers": {"start", change(func(s *session.Settings) { s.Layers = "2,x,1" }),
			`layers "2,x,1": want whole numbers, such as 2,4,4,1`},
		"an activation": {"start", change(func(s *session.Settings) { s.Activations = "swish" }),
			`unknown activation "swish"`},
		"a bias": {"start", change(func(s *session.Settings) { s.Bias = "none" }), `unknown bias "none"`},
		"a rate": {"start", change(func(s *session.Settings) { s.LearningRate = "-1" }),
			"learning rate -1: want a positive number"},
		"a seed":    {"start", change(func(s *session.Settings) { s.Seed = "-1" }), "seed -1: want 0 to 4294967295"},
		"a batch":   {"start", change(func(s *session.Settings) { s.Batch = "22" }), "batch 22 is larger than the data"},
		"epochs":    {"start", change(func(s *session.Settings) { s.Epochs = "0" }), "epochs 0: want 1 to 100000 here"},
		"too large": {"start", change(func(s *session.Settings) { s.Layers = "2,200,200,1" }), "want at most 20000 here"},
		"points of three": {"start", change(func(s *session.Settings) {
			s.Task, s.Points, s.Layers, s.Activations = "points", "1,2,3,1", "3,1", "sigmoid"
		}), "points have 3 inputs: want two, and the label"},
		"no points": {"start", change(func(s *session.Settings) { s.Task = "points" }), "points: no rows of data"},
	} {
		t.Run(name, func(t *testing.T) {
			question, err := json.Marshal(c.question)
			require.NoError(t, err)
			var s session.Session
			_, err = s.Ask(c.ask, question)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// A training that diverges ends with an error, and what was begun before it is kept.
func TestATrainingThatDiverges(t *testing.T) {
	settings := report
	settings.LearningRate = "1e300"
	var s session.Session
	_, err := s.Start(settings)
	require.NoError(t, err)
	_, err = s.Train(700)
	assert.ErrorContains(t, err, "a learning rate below 1e+300 may help")
	_, err = s.Train(1)
	assert.Error(t, err)
	settings.LearningRate = "x"
	_, err = s.Start(settings)
	assert.Error(t, err)
	_, err = s.Look(0)
	assert.NoError(t, err)
}
