package table

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/study"
)

func TestAColumnOfOneMediumIsNotInTheOther(t *testing.T) {
	table := Table{Columns: []Column{{Head: "one"}, {Head: "two", Only: Page}, {Head: "three", Only: Terminal},
		{Head: "four", Kind: Verdict}}}
	table.Add(Text("a"), Text("b"), Text("c"), Text("d"))
	table.Add(Text("e")) // a row may end early
	assert.Equal(t, "one  three  four\n──────────────────\na    c         d\ne\n", table.Text(Screen{Columns: 80})+"\n")
	html, err := table.HTML("")
	require.NoError(t, err)
	assert.Contains(t, html, "<tr><td>a</td><td>b</td><td>d</td></tr>\n<tr><td>e</td><td></td><td></td></tr>")
}

// What a cell says is never markup.
func TestCellsOfThePage(t *testing.T) {
	shaded := Text("50%")
	shaded.shade = 35
	long := strings.Repeat("word ", 12)
	for want, cell := range map[string]Cell{
		`<td>a &lt;b&gt; &amp; c</td>`:                 Text("a <b> & c"),
		`<td><a href="audit.json">audit.json</a></td>`: Link("audit.json"),
		`<td><code>go run .</code></td>`:               Code("go run ."),
		`<td style="--shade:35%">50%</td>`:             shaded,
		`<td><code>` + long + `</code></td>`:           Code(long), // breaks anywhere
		`<td class="w">` + long + `</td>`:              Text(long),
		`<td>under 0.1%</td>`:                          Share(0.0004),
		`<td>92.5% (90.7 to 94)</td>`:                  Rate(audit.Rate{Share: 0.925, Low: 0.907, High: 0.94}),
		`<td>−0.00123</td>`:                            Decimal(-0.00123),
		`<td>0.1 to 1234</td>`:                         Quartiles(audit.Distribution{Q1: 0.1, Q3: 1234}),
	} {
		html, err := Table{Columns: []Column{{Head: "x"}}, Rows: [][]Cell{{cell}}}.HTML("")
		require.NoError(t, err)
		assert.Contains(t, string(html), want)
	}
}

// A number of a terminal's table has five characters at most, whatever its size.
func TestCellsOfATerminal(t *testing.T) {
	for want, cell := range map[string]Cell{
		"0.000": Decimal(0.0004), "0.123": Decimal(0.1234), "1.23": Decimal(1.234), "12.3": Decimal(12.34),
		"123": Decimal(123.4), "12345": Decimal(12345.4),
		"-0.500": Decimal(-0.5), "92.5 (90.7-94)": Rate(audit.Rate{Share: 0.925, Low: 0.907,
			High: 0.94}), "100": Share(1), "0": Share(0),
		"2.3e-15": Scientific(2.34e-15), "12": Count(12), "0.100-1234": Quartiles(audit.Distribution{Q1: 0.1,
			Q3: 1234}),
	} {
		assert.Equal(t, want, cell.String())
	}
}

// A part of a claim has a row for each task and form of bias, and the shares at its
// thresholds, of which the chosen one is marked.
func TestAPartAndItsThresholds(t *testing.T) {
	part := audit.Part{ID: "p", Says: "it is so", Relation: audit.AtMost, Threshold: 0.5,
		Thresholds: []float64{0.25, 0.5}}
	cell := func(share float64) audit.Cell {
		return audit.Cell{TrueAt: []audit.Rate{{Share: share / 2}, {Share: share}}, OwnPercentile: 12}
	}
	claim := audit.Result{Judgements: []audit.Judgement{
		{Part: "p", Task: "xor", Own: 0.75, Row: cell(0.5), Shared: cell(0.2)}, {Part: "another", Task: "xor"}}}
	assert.Len(t, Part(claim, part).Rows, 2)
	at := Thresholds(claim, part)
	require.Len(t, at.Rows, 2)
	assert.Equal(t, "[0.500]", at.Columns[2].Head)
	assert.Equal(t, []string{"25", "50"}, []string{at.Rows[0][1].String(), at.Rows[0][2].String()})
	html, err := at.HTML("")
	require.NoError(t, err)
	assert.Contains(t, string(html), "true if ≤")
	assert.Contains(t, string(html), "0.5, chosen")
}

// Why a method could not tell is not said of one that failed.
func TestTheReasonIsThatOfAnInconclusiveMethod(t *testing.T) {
	of := func(m study.CheckedMethod) string {
		points := []study.CheckedPoint{{Claims: []study.CheckedClaim{{Methods: []study.CheckedMethod{m}}}}}
		return Checks(&study.Checks{Points: points}).Rows[0][4].String()
	}
	assert.Equal(t, "FAIL", of(study.CheckedMethod{Verdict: "FAIL", Reason: "noise", Failed: 1, Inconclusive: 1}))
	assert.Equal(t, "inconclusive (noise)", of(study.CheckedMethod{Verdict: "inconclusive", Reason: "noise",
		Inconclusive: 1}))
}
