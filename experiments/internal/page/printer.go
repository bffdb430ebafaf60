package page

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"text/template"
	"unicode"
	"unicode/utf8"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/table"
)

// printer makes the parts of the page of its data. It keeps the first error.
type printer struct {
	*data
	err error
}

// source says where the numbers of a figure or a table come from.
type source struct {
	Files []string // data files, the first of which the mark leads to
}

// picture is a figure of the page: one drawing or several beside each other.
type picture struct {
	Drawings []figure.Figure
	Caption  string
	source
}

// sourced is a table of the page.
type sourced struct {
	table.Table
	Caption string
	source
}

//go:embed captions.txt
var captionsSource string

var captions = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(functions).Parse(captionsSource))
})

// functions are those of all templates: how numbers and names are written.
var functions = map[string]any{
	"digits": func(n int, v float64) string { return notation.Digits(v, n) }, "short": notation.Short,
	"share": audit.Percent, "percent": func(v float64) string { return audit.Percent(v / 100) },
	"engine": notation.Engine, "task": notation.Task, "run": notation.Run,
	"spaced":  func(id any) string { return strings.ReplaceAll(fmt.Sprint(id), "-", " ") },
	"join":    func(separator string, words []string) string { return strings.Join(words, separator) },
	"bias":    func(b any) string { return notation.Bias(fmt.Sprint(b)) + " biases" },
	"tenths":  func(share float64) string { return notation.WithoutZeros(fmt.Sprintf("%.1f", 100*share)) },
	"heading": func(id, title string) map[string]string { return map[string]string{"ID": id, "Title": title} },
	"capital": func(s string) string {
		first, size := utf8.DecodeRuneInString(s)
		return string(unicode.ToUpper(first)) + s[size:]
	},
}

// say is a text of captions.txt.
func (p *printer) say(name string, values any) string {
	var b strings.Builder
	if err := captions().ExecuteTemplate(&b, name, values); err != nil && p.err == nil {
		p.err = err
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// drawer is a figure as data.
type drawer interface{ Draw() (figure.Figure, error) }

// picture draws figures, with a caption of the values.
func (p *printer) picture(caption string, values any, from source, figures ...drawer) picture {
	drawn := picture{Caption: p.say(caption, values), source: from}
	for _, f := range figures {
		svg, err := f.Draw()
		if err != nil && p.err == nil {
			p.err = err
		}
		drawn.Drawings = append(drawn.Drawings, svg)
	}
	return drawn
}

// table is a table with a caption of the values.
func (p *printer) table(caption string, values any, from source, t table.Table) sourced {
	return sourced{t, p.say(caption, values), from}
}
