package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/table"
)

// Text is broken between words only, and what follows hangs below its own beginning.
func TestTextIsBrokenBetweenWords(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"short":          {"as it is\n", "as it is\n"},
		"a sentence":     {"one two three four five six\n", "one two three four\nfive six\n"},
		"an item":        {"- one two three four five\n", "- one two three four\n  five\n"},
		"a name":         {"  train  one two three\n", "  train  one two\n         three\n"},
		"a message":      {"backprop: one two three four\n", "backprop: one two\n          three four\n"},
		"a comment":      {"// one two three four five\n", "// one two three\n// four five\n"},
		"a program":      {"\tgradients, err := Grad(x, y, z)\n", "\tgradients, err := Grad(x, y, z)\n"},
		"a long word":    {"a " + strings.Repeat("w", 30) + " b\n", "a\n" + strings.Repeat("w", 30) + "\nb\n"},
		"colours":        {"\x1b[31mone two three four\x1b[0m\n", "\x1b[31mone two three four\x1b[0m\n"},
		"without an end": {"one two three four five", "one two three four\nfive\n"},
	} {
		assert.Equal(t, c.want, wrapped(c.text, 20), name)
	}
	assert.Equal(t, "one two three four\nfive six\n\n   - seven eight\n     nine ten\n",
		filled("one\ntwo three four five six\n\n   - seven eight nine\nten", 20))
}

// A verdict in a sentence has its colour where there are colours.
func TestVerdictsAreColouredOnATerminalOnly(t *testing.T) {
	for _, colour := range []bool{false, true} {
		var text strings.Builder
		s := &screen{&text, table.Screen{Columns: 80, Colour: colour}, true}
		require.NoError(t, s.page(func(s *screen) { s.say("manual: FAIL\n\nwhat passes: password") }))
		want := "manual: FAIL\n\nwhat passes: password\n"
		if colour {
			want = strings.Replace(want, "FAIL", table.Coloured("FAIL"), 1)
		}
		assert.Equal(t, want, text.String())
	}
}

func TestAPipeIsAsWideAsCOLUMNSSays(t *testing.T) {
	for columns, want := range map[string]int{"": 80, "60": 60, "120": 120, "many": 80, "-1": 80, "0": 80} {
		t.Setenv("COLUMNS", columns)
		s := onPaper(nil)
		assert.Equal(t, want, s.Columns, columns)
		assert.False(t, s.Colour || s.terminal)
	}
}

// The time left is that of the pace from the beginning to the last step.
func TestTheTimeLeftIsHonest(t *testing.T) {
	began := time.Now()
	p := progress{what: "epochs", began: began}
	assert.Empty(t, p.at(began), "of unknown size")
	p.total.Store(10)
	assert.Equal(t, "epochs: 0 of 10", p.at(began.Add(time.Second)))
	p.done.Store(2)
	assert.Equal(t, "epochs: 2 of 10, 16s left", p.at(began.Add(4*time.Second)))
	assert.Equal(t, "epochs: 2 of 10, 13s left", p.at(began.Add(7*time.Second)), "while a step takes its time")
	p.done.Store(9)
	assert.Equal(t, "epochs: 9 of 10, 1s left", p.at(began.Add(9*time.Second)))
	assert.Equal(t, "epochs: 9 of 10, 1s left", p.at(began.Add(19*time.Second)), "never none, before it is done")
}
