package table

import (
	"fmt"
	"strings"

	"backprop/compare/tournament"
)

// Tournament has a row for each rule: what it got wrong, what it left open, its calls
// of f for each element of a right gradient, and in how many families it did better
// than ours, as well, and worse.
func Tournament(r *tournament.Result) Table {
	t := Table{Columns: []Column{words("checker"), number("alarms").onPage("false alarms"), number("missed"),
		number("open").onPage("left open"), number("needless").onPage("needlessly"),
		number("calls").onPage("calls of f per element"), number("better").onPage("families better than ours"),
		number("equal").onPage("as good").only(Page), number("worse")}}
	for _, rule := range r.Rules {
		t.Add(Text(rule.Name), Count(rule.FalseAlarms), Count(rule.Missed), Count(rule.Abstained+rule.Open),
			Count(rule.Needless), Fixed(float64(rule.Evaluations)/float64(max(1, rule.Elements)), 1), Count(rule.Better),
			Count(rule.Equal), Count(rule.Worse))
	}
	return t
}

// TournamentKinds has a row for each kind of family: the false alarms and the mistakes
// missed of each rule together, of how many claims.
func TournamentKinds(r *tournament.Result) Table {
	t := Table{Columns: []Column{words("kind"), number("claims").only(Page)}}
	for _, rule := range r.Rules {
		name, _, _ := strings.Cut(rule.Name, " ")
		if rule.Name == tournament.Ours {
			name = "ours"
		}
		t.Columns = append(t.Columns, number(name))
	}
	for _, kind := range r.Kinds() {
		row := []Cell{Text(kind.Kind), Count(kind.Tallies[0].Right + kind.Tallies[0].Wrong)}
		for _, tally := range kind.Tallies {
			row = append(row, Text(fmt.Sprint(tally.Faults())))
		}
		t.Add(row...)
	}
	return t
}

// TournamentFaults has a row for each family in which our rule was wrong, or left
// open what it need not have.
func TournamentFaults(r *tournament.Result) Table {
	t := Table{Columns: []Column{words("ours, in the family"), number("alarms").onPage("false alarms"),
		number("missed"), number("needless").onPage("left open needlessly")}}
	for _, f := range r.Families {
		if ours := f.Tallies[len(f.Tallies)-1]; ours.Faults()+ours.Needless > 0 {
			t.Add(Text(f.Name), Count(ours.FalseAlarms), Count(ours.Missed), Count(ours.Needless))
		}
	}
	return t
}
