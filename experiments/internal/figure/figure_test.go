package figure

import (
	"encoding/xml"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
)

// drawer is every kind of figure but the graphs.
type drawer interface{ Draw() (Figure, error) }

// figures are one or more of every kind, ordinary and extreme.
func figures() map[string]drawer {
	curve := func(f func(float64) float64) []float64 {
		values := make([]float64, 700)
		for i := range values {
			values[i] = f(float64(i))
		}
		return values
	}
	falling := curve(func(x float64) float64 { return 4 * math.Exp(-x/200) })
	noisy := curve(func(x float64) float64 { return math.Exp(-x/200) * (1 + math.Sin(x*x)) })
	points := [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0.5, 0.5}}
	labels := []float64{0, 1, 1, 0, 0}
	seeds := curve(func(x float64) float64 { return math.Abs(math.Sin(x)) + 1e-6 })
	quantiles := make([]float64, 41)
	for i := range quantiles {
		quantiles[i] = float64(i*i) / 1600
	}
	hidden := HiddenView{Units: 3, Points: []float64{0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1, .5, .5, .7}, Side: 2,
		Grid: []float64{0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1}}
	dead := HiddenView{Units: 2, Points: make([]float64, 10)}
	sizes := []float64{37, 337, 4417, 66817}

	// lossesOf are curves of which the first is broad, with those printed below them.
	lossesOf := func(title string, reach, printed []float64, curves ...[]float64) Lines {
		upper := Panel{X: Axis{Label: "epoch"}, Y: Axis{Label: "loss (mean, nats)", Log: true, Decades: 4,
			Reach: reach}, Height: 158}
		for i, values := range curves {
			upper.Series = append(upper.Series, Series{Name: []string{"manual", "graph", "tape"}[i], Y: values,
				Style: []Style{Broad, Thin, Thin}[i]})
		}
		if printed == nil {
			return Lines{title, []Panel{upper}}
		}
		lower := Panel{X: Axis{Label: "epoch"}, Y: Axis{Label: "the same, enlarged"}, Height: 122}
		first, last := int(printed[0]), int(printed[len(printed)-1])
		for _, s := range upper.Series {
			for epoch := first; epoch <= last; epoch++ {
				s.X = append(s.X, float64(epoch))
			}
			s.Y = s.Y[first : last+1]
			lower.Series = append(lower.Series, s)
		}
		rings := Series{Name: "printed in the report", Style: Rings, X: printed}
		for _, epoch := range printed {
			rings.Y = append(rings.Y, curves[0][int(epoch)])
		}
		lower.Series = append(lower.Series, rings)
		return Lines{title, []Panel{upper, lower}}
	}
	loglog := func(title, x, y string, series []Series, rules ...Rule) Lines {
		for i := range series {
			series[i].Style = Marked
		}
		return Lines{title, []Panel{{Axis{Label: x, Log: true}, Axis{Label: y, Log: true, Zero: "0"}, series, rules,
			208}}}
	}
	differences := func(title string, series []Series, rules ...Rule) Lines {
		y := Axis{Label: "largest |difference| of a parameter", Log: true, Zero: "identical"}
		return Lines{title, []Panel{{Axis{Label: "epoch"}, y, series, rules, 200}}}
	}

	return map[string]drawer{
		"losses": lossesOf("xor, full batch", []float64{0.01, 6}, []float64{689, 690, 699}, falling,
			falling),
		"losses of single samples": lossesOf("", nil, []float64{689, 699}, noisy, noisy, falling),
		"one loss":                 lossesOf("", nil, []float64{0}, []float64{0.7}),
		"losses of 0":              lossesOf("", nil, nil, make([]float64, 700)),
		"equal losses":             lossesOf("", nil, []float64{5, 6}, curve(func(float64) float64 { return 0.7 })),
		"two panels of two series": Lines{"xor", []Panel{
			{Axis{Label: "epoch"}, Axis{Label: "loss", Log: true, Decades: 4}, []Series{{Name: "row bias", Y: falling},
				{Name: "shared bias", Y: noisy}}, nil, 138},
			{Axis{Label: "epoch"}, Axis{Label: "accuracy (%)", Reach: []float64{0, 100}},
				[]Series{{Name: "row bias", Y: curve(func(x float64) float64 { return x / 7 })},
					{Name: "shared bias", Y: make([]float64, 700)}}, nil, 138}}},
		"predictions": Predictions{"xor", 0, []Square{{"private", points, labels, []float64{0, 1, 0.2, 0.4, 0.6},
			Map{2, []float64{0, 0.3, 0.6, 1}}}, {"a name of a network that is far too long for its square", points, labels,
			[]float64{0, 1, 0.2, 0.4, 0.6}, Map{2, []float64{0, 0.3, 0.6, 1}}}}},
		"large predictions, no map": Predictions{"", 330, []Square{{X: points[:1], Labels: labels[:1],
			Probabilities: []float64{0.5}}}},
		"hidden views": HiddenViews{"hidden layer 2", labels, []HiddenView{hidden, hidden, hidden}},
		"a dead layer": HiddenViews{"", labels, []HiddenView{dead, hidden}},
		"distributions": Distributions{"final loss", "final loss (nats)", false, []Sample{{Name: "row", Values: seeds},
			{Name: "shared", Quantiles: quantiles, Count: 1000}},
			[]Mark{{"printed", 0.236}, {"no loss", 0}}},
		"logarithmic distributions": Distributions{"final loss", "final loss (nats)", true,
			[]Sample{{Name: "row", Values: seeds}}, []Mark{{"printed", 0.236}}},
		"one seed": Distributions{"", "accuracy (%)", false,
			[]Sample{{Name: "row", Values: []float64{100}}}, nil},
		"a narrow distribution": Distributions{"", "x", false,
			[]Sample{{Name: "row", Values: []float64{0.12345671, 0.12345678}}}, nil},
		"large and small values": Distributions{"", "x", false,
			[]Sample{{Name: "row", Values: []float64{-3e99, 4e-99, 1e99}}}, nil},
		"a distribution of one size": Distributions{"", "x", true,
			[]Sample{{Name: "row", Values: []float64{1e-280, 1e-280}}}, nil},
		"error against step": loglog("steps", "step h", "error",
			[]Series{{Name: "central", X: []float64{1e-8, 1e-4, 1}, Y: []float64{1e-8, 1e-12, 1e-4}},
				{Name: "forward", X: []float64{1e-8, 1}, Y: []float64{0,
					0.1}}}, Rule{"truncation h²", 1e-4, 2, 0, 0}, Rule{"rounding 1/h", 1e-16, -1, 1e-8, 1e-4}),
		"times": loglog("times", "parameters", "time (µs)",
			[]Series{{Name: "manual", X: sizes, Y: []float64{1, 5, 60, 900}, Low: []float64{0.9, 4, 50, 800},
				High: []float64{1.1, 6, 70, 1e3}},
				{Name: "graph", X: sizes, Y: sizes}, {Name: "tape", X: sizes, Y: sizes}, {Name: "tutorial", X: sizes,
					Y: sizes},
				{Name: "a fifth with a very long name that no line has room for", X: sizes,
					Y: sizes}}, Rule{"five times", 5, 0, 0, 0}),
		"one point": loglog("", "x", "y", []Series{{Name: "manual", X: []float64{1}, Y: []float64{0}}}),
		"a law far away": loglog("", "x", "y", []Series{{Name: "manual", X: []float64{1, 2}, Y: []float64{1, 2}}},
			Rule{"steep", 1e-90, 80, 0, 0}),
		"differences": differences("manual less graph",
			[]Series{{Name: "xor", Y: curve(func(x float64) float64 { return max(0, x-300) * 1e-16 })},
				{Name: "linear", Y: make([]float64, 700)}}, Rule{Name: "10⁻¹²", Coefficient: 1e-12}),
		"no differences": differences("", []Series{{Name: "xor", Y: make([]float64, 700)}}),
		"a title of many words": differences(strings.Repeat("a title of many words ", 9),
			[]Series{{Name: "xor", Y: []float64{1e-320}}}),
		"a title of one long word": differences(strings.Repeat("word", 40),
			[]Series{{Name: "<&>\"", Y: []float64{1e-3}}}),
	}
}

var drawMethod = regexp.MustCompile(`(?m)^func \(\w+ (\w+)\) Draw\(\)`)

// A kind of figure that is added is tried by all the tests below.
func TestEveryKindOfFigureIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, d := range figures() {
		tried[reflect.TypeOf(d).Name()] = true
	}
	sources, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range sources {
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, kind := range drawMethod.FindAllSubmatch(source, -1) {
			assert.True(t, tried[string(kind[1])], "figures has no %s, of %s", kind[1], path)
		}
	}
}

func drawn(t *testing.T, d drawer) Figure {
	f, err := d.Draw()
	require.NoError(t, err)
	return f
}

func TestAFigureIsAWellFormedElementOfItsSize(t *testing.T) {
	for name, d := range figures() {
		t.Run(name, func(t *testing.T) {
			f := drawn(t, d)
			root := elements(t, f)[0]
			assert.Equal(t, "svg", root.Name.Local)
			assert.Equal(t, strconv.Itoa(f.Width), attribute(root, "width"))
			assert.Equal(t, strconv.Itoa(f.Height), attribute(root, "height"))
			assert.GreaterOrEqual(t, f.Width, 330)
			assert.Equal(t, "img", attribute(root, "role"))
			assert.Equal(t, f.Alt, attribute(root, "aria-label"))
			assert.NotEmpty(t, f.Alt)
			assert.Less(t, len(f.SVG), 20_000)
		})
	}
}

func TestTheSameDataGiveTheSameBytes(t *testing.T) {
	for name, d := range figures() {
		assert.Equal(t, drawn(t, d), drawn(t, d), name)
	}
}

func TestAFigureRefersToNothingAndHasNoIds(t *testing.T) {
	for name, d := range figures() {
		for _, e := range elements(t, drawn(t, d)) {
			for _, a := range e.Attr {
				assert.NotEqual(t, "id", a.Name.Local, name)
				assert.NotContains(t, a.Value, "url(", name)
				if a.Name.Local == "href" {
					assert.True(t, strings.HasPrefix(a.Value, "data:image/png;base64,"), name)
				}
			}
		}
	}
}

var property = regexp.MustCompile(`^var\((--fig-[a-z0-9]+)\)$`)

func TestColoursAreThoseOfTheStylesheet(t *testing.T) {
	light, dark, ok := strings.Cut(Stylesheet, "@media screen and (prefers-color-scheme: dark)")
	require.True(t, ok)
	for name, d := range figures() {
		for _, e := range elements(t, drawn(t, d)) {
			for _, a := range e.Attr {
				switch a.Name.Local {
				case "style", "class":
					assert.Fail(t, "an attribute "+a.Name.Local, name)
				case "fill", "stroke":
					if a.Value == "none" {
						continue
					}
					if m := property.FindStringSubmatch(a.Value); assert.NotNil(t, m, "%s: %s", name, a.Value) {
						assert.Contains(t, light, m[1]+":", name)
						assert.Contains(t, dark, m[1]+":", name)
					}
				}
			}
		}
	}
}

func TestTextsLieWithinTheFigureAndApart(t *testing.T) {
	for name, d := range figures() {
		t.Run(name, func(t *testing.T) {
			f := drawn(t, d)
			texts := texts(t, f)
			assert.NotEmpty(t, texts)
			for i, a := range texts {
				assert.True(t, a.left > -1 && a.right < float64(f.Width)+1 && a.top > -1 &&
					a.bottom < float64(f.Height)+1,
					"%q is cut: %+v", a.content, a)
				assert.GreaterOrEqual(t, a.size, 13.0, a.content)
				for _, b := range texts[:i] {
					assert.False(t, a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
						"%q lies on %q", a.content, b.content)
				}
			}
		})
	}
}

// box is where a text is, in a font as wide as figures allow for.
type box struct {
	content                        string
	left, right, top, bottom, size float64
}

func texts(t *testing.T, f Figure) []box {
	var boxes []box
	decoder := xml.NewDecoder(strings.NewReader(string(f.SVG)))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return boxes
		}
		require.NoError(t, err)
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "text" {
			continue
		}
		var content string
		require.NoError(t, decoder.DecodeElement(&content, &start))
		size := textSize + 0.0
		if s := attribute(start, "font-size"); s != "" {
			size = parse(t, s)
		}
		style := newHandler(nil).label(vg.Length(size), colorText)
		w := float64(style.Width(content))
		x, y := parse(t, attribute(start, "x")), parse(t, attribute(start, "y"))
		switch attribute(start, "text-anchor") {
		case "middle":
			x -= w / 2
		case "end":
			x -= w
		}
		boxes = append(boxes, box{content, x, x + w, y - 0.75*size, y + 0.2*size, size})
	}
}

func elements(t *testing.T, f Figure) []xml.StartElement {
	var all []xml.StartElement
	decoder := xml.NewDecoder(strings.NewReader(string(f.SVG)))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return all
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok {
			all = append(all, start.Copy())
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func parse(t *testing.T, s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return v
}
