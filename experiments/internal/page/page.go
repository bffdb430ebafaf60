// Package page draws the report page: one HTML file that needs nothing beside it,
// from the data files of a run and from nothing else. The same files give the same
// page. Its words are in its templates, and those under figures and tables in
// captions.txt.
package page

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"io"
	"sync"

	"backprop/experiments/internal/figure"
)

//go:embed page.css
var stylesheet string

//go:embed *.tmpl
var sources embed.FS

// templates are parsed when a page is drawn, which most commands do not.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page.tmpl").Funcs(functions).ParseFS(sources, "*.tmpl"))
})

// view is what the template shows.
type view struct {
	Style      template.CSS
	Argument   argumentView
	Reproduced reproducedView
	Explained  explainedView
	Audit      *auditView
	Checked    checkedView
	Timed      timedView
	Provenance provenanceView
	Live       template.HTML
}

// Write writes the page of the data files that read returns by name. Its errors are
// those of read and of w, and data that cannot be understood or drawn.
func Write(ctx context.Context, w io.Writer, read func(name string) ([]byte, error)) error {
	d, err := load(read)
	if err != nil {
		return err
	}
	p := &printer{data: d}
	v := view{Style: template.CSS(figure.Stylesheet + stylesheet)}
	for _, part := range []struct {
		name string
		draw func()
	}{
		{"argument", func() { v.Argument = p.argument() }},
		{"reproduced", func() { v.Reproduced = p.reproduced() }},
		{"explained", func() { v.Explained = p.explained() }},
		{"audit", func() { v.Audit = p.audited() }},
		{"checked", func() { v.Checked = p.checked() }},
		{"timed", func() { v.Timed = p.timed() }},
		{"live", func() { v.Live = p.live() }},
		{"provenance", func() { v.Provenance = p.provenanceOf() }},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if part.draw(); p.err != nil {
			return fmt.Errorf("page, %s: %w", part.name, p.err)
		}
	}
	return templates().Execute(w, v)
}
