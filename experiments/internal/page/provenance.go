package page

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"backprop/experiments/internal/table"
)

// provenanceView is the last part of the page.
type provenanceView struct {
	Facts [][2]string
	// Contents says what is in each data file.
	Contents, Parts, Modules sourced
}

// fileWords say what is in each data file and by which command it comes alone; those
// of the audit and of the timings depend on the data.
var fileWords = [][3]string{
	{ReproductionFile, "the report's ten runs by both engines: losses, predictions, every printed figure", "reproduce --json " + ReproductionFile},
	{PrintedFile, "every printed figure beside what came out", "reproduce --csv " + PrintedFile},
	{PairsFile, "both engines side by side, epoch by epoch", "compare --json " + PairsFile},
	{PairsTable, "the same as a table", "compare --csv " + PairsTable},
	{ExplanationFile, "decision maps, hidden views, courses and biases", ""},
	{ChecksFile, "gradient checks, step curve, Taylor remainders", ""},
	{ForwardFile, "the expression graph of the loss", ""},
	{GradientFile, "the same with its gradient", ""},
	{AuditFile, "the claims over seeds", ""},
	{AuditTable, "the numbers of every seed", ""},
	{BenchFile, "timings, which differ from run to run", ""},
	{ProvenanceFile, "machine, versions and date, which differ from run to run", ""},
}

func (d *data) provenanceOf() provenanceView {
	p := d.provenance
	m := p.Machine
	commit := m.Commit
	if m.Modified {
		commit += ", with uncommitted changes"
	}
	v := provenanceView{Facts: [][2]string{
		{"Command", strings.TrimSpace("go run ./experiments " + p.Command)}, {"Commit", commit}, {"Go", m.Go}, {"Machine", m.String()},
		{"Date", m.Measured.Format("2 January 2006, 15:04 MST")},
	}}
	seeds := "1, numpy's legacy stream, in everything but the audit"
	if d.audit != nil {
		seeds += fmt.Sprintf("; 1 to %d in the audit", d.audit.Seeds)
	}
	v.Facts = append(v.Facts, [2]string{"Seeds", seeds})
	v.Contents.Table = table.Table{Caption: "Data files beside this page. All but the timings and the provenance are the same bytes for the same command.",
		Columns: []table.Column{{Head: "file"}, {Head: "contents"}, {Head: "command"}}}
	for _, f := range fileWords {
		command := strings.TrimSpace("go run ./experiments " + f[2])
		switch f[0] {
		case AuditFile, AuditTable:
			if d.audit == nil {
				continue
			}
			command = d.fromAudit().Command
		case BenchFile:
			command = d.fromBench().Command
		}
		v.Contents.Rows = append(v.Contents.Rows, []table.Cell{table.Link(f[0]), table.Text(f[1]), table.Code(command)})
	}
	v.Parts.Table = table.Table{Caption: "How long each part took.", Columns: []table.Column{{Head: "part"}, {Head: "seconds", Kind: table.Number}}}
	for _, part := range p.Parts {
		v.Parts.Rows = append(v.Parts.Rows, []table.Cell{table.Text(part.Name), table.Fixed(part.Seconds, 1)})
	}
	v.Modules.Table = table.Table{Caption: "Modules.", Columns: []table.Column{{Head: "module"}, {Head: "version"}}}
	for _, path := range slices.Sorted(maps.Keys(m.Modules)) {
		v.Modules.Rows = append(v.Modules.Rows, []table.Cell{table.Text(path), table.Text(m.Modules[path])})
	}
	return v
}
