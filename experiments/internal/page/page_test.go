package page_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/bench"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/study"
)

// element is a start tag of the page.
type element struct {
	name       string
	attributes map[string]string
}

// elements reads the page strictly, as XML: a tag that is not closed, an attribute
// without quotes or a stray character fails.
func elements(t *testing.T, html string) []element {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(html))
	var all []element
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok {
			e := element{start.Name.Local, map[string]string{}}
			for _, a := range start.Attr {
				e.attributes[a.Name.Local] = a.Value
			}
			all = append(all, e)
		}
	}
}

func TestThePageHasEveryPrintedFigure(t *testing.T) {
	html := whole(t)
	columns, err := lab.Columns()
	require.NoError(t, err)
	for _, c := range columns {
		for _, l := range c.Losses {
			says(t, html, "<td class=\"n\">"+l.Text+"</td>")
		}
		for _, p := range c.Predictions {
			says(t, html, "<td class=\"n\">"+p+"</td>")
		}
	}
	// One that is printed several times, as the baseline's are, has one row that says so.
	printed := map[string]int{}
	row := regexp.MustCompile(`<td>(loss, epoch|prediction, row) \d+</td><td class="n">[^<]*</td><td class="n">(\d+)</td>`)
	for _, match := range row.FindAllStringSubmatch(html, -1) {
		n, err := strconv.Atoi(match[2])
		require.NoError(t, err)
		printed[match[1]] += n
	}
	assert.Equal(t, map[string]int{"loss, epoch": 191, "prediction, row": 355}, printed)
}

func TestThePageNeedsNothingBesideIt(t *testing.T) {
	ids := map[string]bool{}
	all := elements(t, whole(t))
	for _, e := range all {
		if id := e.attributes["id"]; id != "" {
			assert.False(t, ids[id], "id %s twice", id)
			ids[id] = true
		}
	}
	for _, e := range all {
		assert.NotContains(t, []string{"link", "iframe", "object", "embed"}, e.name)
		for name, value := range e.attributes {
			assert.False(t, strings.HasPrefix(name, "on"), "%s: %s", e.name, name)
			switch {
			case e.name == "a" && strings.HasPrefix(value, "#"):
				assert.True(t, ids[value[1:]], "a link to %s, which is nowhere", value)
			case e.name == "a" && name == "href":
				assert.Regexp(t, `^[a-z-]+\.(json|csv|dot|py|R)$`, value, "a data file beside the page")
			case name == "href" || name == "src":
				assert.True(t, strings.HasPrefix(value, "data:"), "%s %s=%.60s", e.name, name, value)
			}
		}
	}
	assert.NotRegexp(t, regexp.MustCompile(`url\(|@import`), strings.Split(whole(t), "</style>")[0])
}

func TestEveryFigureHasASizeAndATextAlternative(t *testing.T) {
	figures := 0
	for _, e := range elements(t, whole(t)) {
		if e.name != "svg" {
			continue
		}
		if e.attributes["id"] == "view-network" {
			continue // the reader's own network
		}
		figures++
		assert.Equal(t, "img", e.attributes["role"])
		assert.Greater(t, len(e.attributes["aria-label"]), 20)
		assert.Regexp(t, `^[1-9]\d*$`, e.attributes["width"])
		assert.Regexp(t, `^[1-9]\d*$`, e.attributes["height"])
	}
	assert.Greater(t, figures, 40)
}

func TestThePageHasAnOutline(t *testing.T) {
	var headings []string
	last := byte('0')
	for _, e := range elements(t, whole(t)) {
		switch e.name {
		case "html":
			assert.Equal(t, "en", e.attributes["lang"])
		case "h1", "h2", "h3", "h4":
			headings = append(headings, e.name)
			assert.LessOrEqual(t, e.name[1], last+1, "no level of heading is left out")
			last = e.name[1]
		case "th":
			assert.Contains(t, []string{"col", "colgroup", "row"}, e.attributes["scope"])
		}
	}
	assert.Equal(t, 1, len(slices.DeleteFunc(headings, func(h string) bool { return h != "h1" })))
}

// The pieces of which a sentence is made leave no gaps.
func TestSentencesAreWhole(t *testing.T) {
	unread := regexp.MustCompile(`(?s)<(script|style|svg|code|td).*?</(script|style|svg|code|td)>`)
	html := unread.ReplaceAllString(whole(t), "")
	text := words(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html, ""))
	assert.Empty(t, regexp.MustCompile(`.{0,40}( [.,;:)] |\( |[.,;]{2}|<no value>|%!).{0,20}`).FindAllString(text, -1))
}

func TestTheSameFilesGiveTheSamePage(t *testing.T) {
	assert.True(t, whole(t) == drawn(t, fixture(t)))
}

// Some parts may be missing: those that take long, and those that are not of the main job.
func TestAPageWithoutSomeParts(t *testing.T) {
	html := drawn(t, fixture(t).without(page.AuditFile).without(page.OpsFile).without(page.TournamentFile))
	elements(t, html)
	says(t, html, "These results have no audit")
	for _, part := range []string{"audit", "ops", "tournament"} {
		saysNot(t, html, `href="`+part+`.json"`)
		says(t, whole(t), `href="`+part+`.json"`)
	}
	for _, part := range []string{"ops", "tournament"} {
		says(t, html, fmt.Sprintf("<code>backprop %s --json results/%[1]s.json</code>", part))
	}
}

func TestDataThatCannotBeShownAreNamed(t *testing.T) {
	f := fixture(t)
	for name, c := range map[string]struct {
		files files
		want  string
	}{
		"a file is missing": {f.without(page.ChecksFile), "checks.json"},
		"half a file": {f.with(page.PairsFile, f[page.PairsFile][:1000]),
			"compare.json: the file ends too early"},
		"a run is missing": {f.with(page.ExplanationFile, []byte(`{"runs": [{"run": "xor/full-batch"}]}`)),
			"explanation.json: runs[0].accuracy is missing"},
		"nothing is there": {f.with(page.ReproductionFile, []byte(`{}`)), "reproduction.json: runs is missing"},
		"other lengths": {f.with(page.ChecksFile, bytes.Replace(f[page.ChecksFile], []byte(`"forward":[`),
			[]byte(`"forward":[1,`), 1)),
			"checks.json: steps.forward has 49 elements: want 48"},
		"a label of 2": {f.with(page.ReproductionFile, bytes.Replace(f[page.ReproductionFile], []byte(`"labels":[`),
			[]byte(`"labels":[2,`), 1)),
			"reproduction.json: runs[0].labels has 22 elements: want 21"},
		"half a map": {f.with(page.ExplanationFile, bytes.Replace(f[page.ExplanationFile], []byte(`"side":`),
			[]byte(`"side":1`), 1)),
			"explanation.json: runs[0].map.probabilities has 10000 elements: want 1210000"},
		"a value that no axis has": {f.with(page.PairsFile, bytes.Replace(f[page.PairsFile],
			[]byte(`"largest_differences":[0,`), []byte(`"largest_differences":[1e200,`), 1)),
			"compare.json: runs[0].largest_differences[0] is 1e+200: want a number from -1e+100 to 1e+100"},
		"no run of those shown": {f.with(page.ExplanationFile,
			marshal(t, study.Explanation{Runs: []study.Explained{}})),
			"explanation.json: runs has 0 elements: want 1 or more"},
		"a tournament without a rule": {f.with(page.TournamentFile, []byte(
			`{"seed":1,"draws":1,"rules":[],"families":[],"findings":[]}`)),
			"tournament.json: rules has 0 elements: want 1 or more"},
		"no timings":     {f.with(page.BenchFile, []byte(`{}`)), "bench.json: machine is missing"},
		"an empty audit": {f.with(page.AuditFile, []byte(`{}`)), "audit.json: claims is missing"},
		"another graph": {f.with(page.GradientFile, []byte("digraph { a -> b }")),
			"page, checked: graph-gradient.dot is not the graph of the report's network that this program draws; "},
	} {
		t.Run(name, func(t *testing.T) {
			err := page.Write(t.Context(), io.Discard, c.files.read)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// The page says what the data say, and no more.
func TestWordsFollowFromTheData(t *testing.T) {
	f := fixture(t)
	text := words(whole(t))
	says(t, text, "<b>191 of its 191 losses</b> come out here again")
	says(t, text, "private biases: 100% right")
	says(t, text, "shared biases: 52.4% right")
	assert.Equal(t, 2, strings.Count(text, "each has learned the label of its row"))

	var r study.Reproduction
	require.NoError(t, json.Unmarshal(f[page.ReproductionFile], &r))
	r.Runs[3].Engines[0].Figures[0].Reproduced = false
	says(t, words(drawn(t, f.with(page.ReproductionFile, marshal(t, r)))), "<b>190 of its 191 losses</b>")

	// What is no longer one by label has not learned it.
	var e study.Explanation
	require.NoError(t, json.Unmarshal(f[page.ExplanationFile], &e))
	for i, r := range e.Runs {
		if r.Run == "xor/full-batch" && r.Bias == "row" {
			e.Runs[i].OutputBiases[0] = 9
		}
	}
	text = words(drawn(t, f.with(page.ExplanationFile, marshal(t, e))))
	assert.Equal(t, 1, strings.Count(text, "each has learned the label of its row"))

	nine := bench.Estimate{Median: 9, Low: 9, High: 9}
	reports := bench.Measurement{Net: "2-4-4-1", Rows: 21, Operation: bench.Gradient, Engine: "graph",
		Time: nine, ToFirst: nine, ToObjective: nine}
	wrong := reports
	wrong.Engine, wrong.Wrong = "tape", "loss 1, should be 2"
	slow := study.Benchmarks{Machine: provenance.This(), Setups: []bench.Setup{},
		Measurements: []bench.Measurement{reports, wrong}}
	text = words(drawn(t, f.with(page.BenchFile, marshal(t, slow))))
	says(t, text, "On the report's network with 21 rows: 9 by autodiff.")
	says(t, text, "wrong: loss 1, should be 2")
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}

// The losses of either engine are on the axis.
func TestLossesAreOnTheirAxis(t *testing.T) {
	f := fixture(t)
	var r study.Reproduction
	require.NoError(t, json.Unmarshal(f[page.ReproductionFile], &r))
	r.Runs[0].Engines[1].Losses[699] = 0.01
	ticks := func(html string) int {
		return strings.Count(html[:strings.Index(html, `id="run-learning-rate-0.0001"`)], ">0.01</text>")
	}
	assert.Greater(t, ticks(drawn(t, f.with(page.ReproductionFile, marshal(t, r)))), ticks(whole(t)))
}

// Every run is drawn once; a variant's curve has the baseline's behind it.
func TestEveryRunIsDrawnOnce(t *testing.T) {
	html := whole(t)
	assert.Equal(t, 8, strings.Count(html, ` the baseline: from `))
	for _, v := range []string{"full-batch", "learning-rate-0.0001", "layout-2-1-1-1", "no-activation", "per-sample"} {
		assert.Equal(t, 1, strings.Count(html, `id="run-`+v+`"`))
	}
}

func TestThePageHasWholeTrainingsAndTheSweep(t *testing.T) {
	tag := regexp.MustCompile("<[^>]*>")
	text := words(tag.ReplaceAllString(whole(t), " "))
	says(t, text, "central differences 10 µs 4 ms 4 100 kB")
	says(t, text, "The set-up of compiled autodiff is won back at once against central differences")
	says(t, text, " 64 1.06 1.06 1.06 ")
	says(t, text, "From width 64 on it costs at most a tenth more.")
}

// However the networks were timed, a curve goes from the smallest to the largest.
func TestTimesAreInTheOrderOfTheirSize(t *testing.T) {
	f := fixture(t)
	var b study.Benchmarks
	require.NoError(t, json.Unmarshal(f[page.BenchFile], &b))
	slices.Reverse(b.Measurements)
	pictures := regexp.MustCompile(`(?s)<svg[^>]*aria-label="Plot of time per gradient.*?</svg>`)
	ofHand := regexp.MustCompile(`by hand: from [^;.]*`)
	forward := ofHand.FindString(pictures.FindString(whole(t)))
	require.NotEmpty(t, forward)
	assert.Equal(t, forward, ofHand.FindString(pictures.FindString(drawn(t, f.with(page.BenchFile, marshal(t, b))))))
}
