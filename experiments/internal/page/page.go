// Package page draws the report page: one HTML file that needs nothing beside it,
// from the data files of a run and from nothing else. The same files give the same
// page.
package page

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"io"

	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/table"
)

//go:embed page.css
var stylesheet string

//go:embed *.tmpl
var templates embed.FS

// view is what the template shows.
type view struct {
	Style      template.CSS
	Findings   []finding
	Lead       plate
	Reproduced reproducedView
	Explained  explainedView
	Checked    checkedView
	Timed      timedView
	Provenance provenanceView
}

// finding is a result in a plain sentence or two. Section is the id of the part of
// the page that shows it.
type finding struct{ Lead, Text, Section string }

// plate is a figure of the page: one drawing or several beside each other.
type plate struct {
	Drawings []figure.Figure
	Caption  string // what to see
	source
	Wide bool // larger than a column: it scrolls in a box of its own
}

// source says where the numbers of a figure or a table come from.
type source struct {
	Files   []string // data files
	Command string
}

// sourced is a table of the page with its source.
type sourced struct {
	table.Table
	source
}

// Write writes the page of the data files that read returns by name. Its errors are
// those of read and of w, and data that cannot be understood or drawn.
func Write(ctx context.Context, w io.Writer, read func(name string) ([]byte, error)) error {
	d, err := load(read)
	if err != nil {
		return err
	}
	v := view{Style: template.CSS(figure.Stylesheet + stylesheet), Findings: d.findings()}
	for _, part := range []struct {
		name string
		draw func() error
	}{
		{"findings", func() (err error) { v.Lead, err = d.lead(); return }},
		{"reproduced", func() (err error) { v.Reproduced, err = d.reproduced(); return }},
		{"explained", func() (err error) { v.Explained, err = d.explained(); return }},
		{"checked", func() (err error) { v.Checked, err = d.checked(); return }},
		{"timed", func() (err error) { v.Timed, err = d.timed(); return }},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := part.draw(); err != nil {
			return fmt.Errorf("page, %s: %w", part.name, err)
		}
	}
	v.Provenance = d.provenanceOf()
	t, err := template.ParseFS(templates, "*.tmpl")
	if err != nil {
		return err
	}
	return t.Execute(w, v)
}
