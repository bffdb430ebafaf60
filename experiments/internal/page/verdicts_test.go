package page_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/tournament"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/page"
)

// judged is the fixture's page after change was made to every judgement of its audit.
func judged(t *testing.T, change func(claim string, j *audit.Judgement)) string {
	t.Helper()
	f := fixture(t)
	var a audit.Report
	require.NoError(t, json.Unmarshal(f[page.AuditFile], &a))
	for i, c := range a.Claims {
		for k := range c.Judgements {
			change(c.ID, &a.Claims[i].Judgements[k])
		}
	}
	return words(drawn(t, f.with(page.AuditFile, marshal(t, a))))
}

// The matrix has the share and the interval of every part, whatever the words for it are.
func TestTheMatrixOfVerdicts(t *testing.T) {
	text := judged(t, func(_ string, j *audit.Judgement) {
		if j.Part == "solved" && j.Task == "xor" {
			j.Shared.True = audit.Rate{Count: 1, Of: j.Shared.True.Of, Share: 0.25, Low: 0.0456, High: 0.6994}
			j.OwnTrue = false
		}
	})
	says(t, text, `the network without ReLU gets every point right</th><td class="own">false</td>`)
	says(t, text, `style="--share:25%">25% <small>4.6 to 69.9</small></td>`)
	assert.Equal(t, 9, strings.Count(text, `<th scope="row">`), "a row for every part")
	for _, hard := range []string{"majority", "minority"} {
		saysNot(t, text, hard)
	}
}

// The command beside a file writes that file: as many seeds, and quick or not.
func TestCommandsWriteTheirFiles(t *testing.T) {
	f := fixture(t)
	for quick, want := range map[bool]string{true: "bench --quick --json bench.json",
		false: "bench --json bench.json"} {
		var b map[string]any
		require.NoError(t, json.Unmarshal(f[page.BenchFile], &b))
		b["quick"] = quick
		text := drawn(t, f.with(page.BenchFile, marshal(t, b)))
		says(t, text, fmt.Sprintf("<td><code>backprop %s</code></td>", want))
		says(t, text, "<td><code>backprop audit --seeds 4 --json audit.json --csv audit.csv</code></td>")
	}
}

// The tournament has a row for each checker, with its numbers, and one for each kind of family.
func TestTheTournamentOfCheckers(t *testing.T) {
	text := words(whole(t))
	var r tournament.Result
	require.NoError(t, json.Unmarshal(fixture(t)[page.TournamentFile], &r))
	require.Greater(t, len(r.Rules), 5)
	for _, rule := range r.Rules {
		says(t, text, fmt.Sprintf(`<tr><td>%s</td><td class="n">%d</td><td class="n">%d</td>`, rule.Name, rule.FalseAlarms,
			rule.Missed))
	}
	for _, kind := range r.Kinds() {
		says(t, text, "<tr><td>"+kind.Kind+`</td><td class="n">`)
	}
	says(t, text, fmt.Sprintf("%d right and %d wrong gradients", r.Ours().Right, r.Ours().Wrong))
	says(t, text, "tournament --seed 1 --draws 1 --json tournament.json")
}

// A reader does not know the names that the program has for runs and networks.
func TestRunsAreNamedInWords(t *testing.T) {
	text := whole(t)
	assert.NotRegexp(t, `<(td|li|p|b)[^>]*>[^<]*(xor/|linear/|identity,relu)`, text)
	says(t, text, "linear task, learning rate 0.0001")
}
