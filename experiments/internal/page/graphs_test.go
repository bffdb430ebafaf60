package page_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/page"
)

var update = flag.Bool("update", false, "lay the expression graphs out anew, into graphs/")

// The expression graphs that the page has a drawing of are those of today's engine,
// as today's Graphviz lays them out.
func TestTheGraphsAreLaidOutAsTheyAre(t *testing.T) {
	f := fixture(t)
	for name, alt := range map[string]string{
		page.ForwardFile:  "Expression graph of the loss of the report's network.",
		page.GradientFile: "Expression graph of the loss and its gradient.",
	} {
		dot := f[name]
		svg, err := ofThePage(layOut(t, dot), alt)
		require.NoError(t, err)
		for _, property := range regexp.MustCompile(`--fig-[a-z0-9]+`).FindAllString(string(svg), -1) {
			assert.Contains(t, figure.Stylesheet, property+":")
		}
		paths := map[string][]byte{name: dot, strings.TrimSuffix(name, ".dot") + ".svg": svg}
		for name, want := range paths {
			path := filepath.Join("graphs", name)
			if *update {
				require.NoError(t, os.WriteFile(path, want, 0o666))
			}
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(
				t,
				string(want),
				string(got),
				"go test ./experiments/internal/page -run Graphs -update writes %s anew",
				path,
			)
		}
	}
}
