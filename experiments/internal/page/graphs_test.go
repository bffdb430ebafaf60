package page_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-graphviz"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/page"
)

var update = flag.Bool("update", false, "lay the expression graphs out anew, into graphs/")

// The expression graphs that the page has a drawing of are those of today's engine,
// as today's Graphviz lays them out.
func TestTheGraphsAreLaidOutAsTheyAre(t *testing.T) {
	f := fixture(t)
	for _, name := range []string{page.ForwardFile, page.GradientFile} {
		dot := f[name]
		svg := layOut(t, dot)
		paths := map[string][]byte{name: dot, strings.TrimSuffix(name, ".dot") + ".svg": svg}
		for name, want := range paths {
			path := filepath.Join("graphs", name)
			if *update {
				require.NoError(t, os.WriteFile(path, want, 0o666))
			}
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got), "go test ./experiments/internal/page -run Graphs -update writes %s anew", path)
		}
	}
}

func layOut(t *testing.T, dot []byte) []byte {
	t.Helper()
	ctx := context.Background()
	viz, err := graphviz.New(ctx)
	require.NoError(t, err)
	defer viz.Close()
	g, err := graphviz.ParseBytes(dot)
	require.NoError(t, err)
	defer g.Close()
	var svg bytes.Buffer
	require.NoError(t, viz.Render(ctx, g, graphviz.SVG, &svg))
	return svg.Bytes()
}
