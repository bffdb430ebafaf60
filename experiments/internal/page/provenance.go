package page

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/table"
)

// provenanceView is the last part of the page.
type provenanceView struct {
	provenance.Record
	Seeds              int // of the audit; 0 without one
	Contents           []contents
	Durations, Modules sourced
}

// contents is a data file.
type contents struct{ File, Contents, Command string }

func (p *printer) provenanceOf() provenanceView {
	v := provenanceView{Record: p.provenance}
	add := func(file, arguments string) {
		v.Contents = append(v.Contents, contents{file, p.say("contents of "+file, nil),
			strings.TrimSpace("backprop " + arguments)})
	}
	add(ReproductionFile, "reproduce --json "+ReproductionFile)
	add(PrintedFile, "reproduce --csv "+PrintedFile)
	add(PairsFile, "compare --json "+PairsFile)
	add(PairsTable, "compare --csv "+PairsTable)
	for _, file := range []string{ExplanationFile, ChecksFile, ForwardFile, GradientFile} {
		add(file, "")
	}
	if p.audit != nil {
		v.Seeds = p.audit.Seeds
		for _, file := range p.fromAudit().Files {
			add(file, fmt.Sprintf("audit --seeds %d --json %s --csv %s", v.Seeds, AuditFile, AuditTable))
		}
	}
	if p.ops != nil {
		add(OpsFile, "ops --json "+OpsFile)
	}
	if t := p.tournament; t != nil {
		add(TournamentFile, fmt.Sprintf("tournament --seed %d --draws %d --json %s", t.Seed, t.Draws, TournamentFile))
	}
	quick := ""
	if p.bench.Quick {
		quick = "--quick "
	}
	add(BenchFile, "bench "+quick+"--json "+BenchFile)
	for _, file := range []string{ProvenanceFile, DictionaryFile, PythonLoader, RLoader} {
		add(file, "")
	}
	durations := table.Table{Columns: []table.Column{{Head: "part"}, {Head: "seconds", Kind: table.Number}}}
	for _, part := range v.Parts {
		durations.Add(table.Text(part.Name), table.Fixed(part.Seconds, 1))
	}
	modules := table.Table{Columns: []table.Column{{Head: "module"}, {Head: "version"}}}
	for _, path := range slices.Sorted(maps.Keys(v.Machine.Modules)) {
		modules.Add(table.Text(path), table.Text(v.Machine.Modules[path]))
	}
	v.Durations = p.table("durations", nil, source{}, durations)
	v.Modules = p.table("modules", nil, source{}, modules)
	return v
}
