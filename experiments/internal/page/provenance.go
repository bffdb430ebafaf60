package page

import (
	"maps"
	"slices"

	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/table"
)

// provenanceView is the last part of the page.
type provenanceView struct {
	provenance.Record
	Seeds                        int // of the audit; 0 without one
	Contents, Durations, Modules sourced
}

func (p *printer) provenanceOf() provenanceView {
	v := provenanceView{Record: p.provenance}
	byMainJob := "go run ./experiments"
	commands := []struct{ file, command string }{
		{ReproductionFile, byMainJob + " reproduce --json " + ReproductionFile}, {PrintedFile,
			byMainJob + " reproduce --csv " + PrintedFile},
		{PairsFile, byMainJob + " compare --json " + PairsFile}, {PairsTable, byMainJob + " compare --csv " +
			PairsTable},
		{ExplanationFile, byMainJob}, {ChecksFile, byMainJob}, {ForwardFile, byMainJob}, {GradientFile, byMainJob},
		{BenchFile, p.fromBench().Command}, {ProvenanceFile, byMainJob},
	}
	if p.audit != nil {
		v.Seeds = p.audit.Seeds
		by := p.fromAudit()
		for i, file := range by.Files {
			commands = slices.Insert(commands, 8+i, struct{ file, command string }{file, by.Command})
		}
	}
	contents := table.Table{Columns: []table.Column{{Head: "file"}, {Head: "contents"}, {Head: "command"}}}
	for _, c := range commands {
		contents.Add(table.Link(c.file), table.Text(p.say("contents of "+c.file, nil)), table.Code(c.command))
	}
	durations := table.Table{Columns: []table.Column{{Head: "part"}, {Head: "seconds", Kind: table.Number}}}
	for _, part := range v.Parts {
		durations.Add(table.Text(part.Name), table.Fixed(part.Seconds, 1))
	}
	modules := table.Table{Columns: []table.Column{{Head: "module"}, {Head: "version"}}}
	for _, path := range slices.Sorted(maps.Keys(v.Machine.Modules)) {
		modules.Add(table.Text(path), table.Text(v.Machine.Modules[path]))
	}
	v.Contents = p.table("contents", nil, source{}, contents)
	v.Durations = p.table("durations", nil, source{}, durations)
	v.Modules = p.table("modules", nil, source{}, modules)
	return v
}
