package page

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// provenanceView is the last part of the page.
type provenanceView struct {
	Facts   [][2]string
	Files   table
	Parts   table
	Modules table
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
	v.Files = table{Caption: "Data files beside this page. All but the timings and the provenance are the same bytes for the same command.", Head: []string{"file", "contents", "command"}, Left: 3}
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
		v.Files.Rows = append(v.Files.Rows, []string{f[0], f[1], command})
	}
	v.Parts = table{Caption: "How long each part took.", Head: []string{"part", "seconds"}, Left: 1}
	for _, part := range p.Parts {
		v.Parts.Rows = append(v.Parts.Rows, []string{part.Name, fmt.Sprintf("%.1f", part.Seconds)})
	}
	v.Modules = table{Caption: "Modules.", Head: []string{"module", "version"}, Left: 2}
	for _, path := range slices.Sorted(maps.Keys(m.Modules)) {
		v.Modules.Rows = append(v.Modules.Rows, []string{path, m.Modules[path]})
	}
	return v
}
