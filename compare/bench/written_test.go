package bench_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/bench"
	"backprop/compare/mutant"
)

// part is some of the declarations of a file, or of the entries of its tables: all if none is named.
type part struct {
	file  string
	names []string
}

// The derivation by hand as it stands in package manual, its fast forms, and the graph of package graph. Gorgonia
// and the compiler of package program are libraries of the latter, as package matmul is one of the former.
var sources = map[string]struct{ forward, derivatives, fast []part }{
	"manual": {
		[]part{
			{"manual/layer.go", []string{"forward"}}, {"manual/activation.go", []string{"forward"}},
			{"manual/loss.go", []string{"crossEntropy"}}, {"manual/engine.go", []string{"forward"}},
			{"manual/product.go", []string{"mul", "addRows", "addToRows", "activate"}},
		},
		[]part{
			{"manual/layer.go", []string{"backward"}}, {"manual/activation.go", []string{"backward"}},
			{"manual/loss.go", []string{"crossEntropyBackward"}}, {"manual/engine.go", []string{"backward"}},
			{"manual/product.go", []string{"mulTransA", "mulTransB", "sumRows", "activateBackward"}},
		},
		[]part{{"manual/internal/fast/*.go", nil}},
	},
	"graph": {
		[]part{
			{"graph/build.go", []string{"forward", "matrix", "node", "named", "activate", "crossEntropy"}},
			{"graph/relu.go", []string{"value", "compiled"}}, {"graph/sigmoid.go", []string{"value", "compiled"}},
			{"graph/eta.go", []string{"value", "compiled", "etaOf"}}, {"graph/op.go", []string{"apply", "forward"}},
		},
		[]part{
			{"graph/build.go", []string{"differentiate"}}, {"graph/op.go", []string{"backward", "DiffWRT", "SymDiff"}},
			{"graph/relu.go", []string{"pullback", "gradient", "gradientOf"}},
			{"graph/sigmoid.go", []string{"pullback", "gradient", "gradientOf"}},
		},
		nil,
	},
}

func TestTheLinesOfCodeAreCounted(t *testing.T) {
	count := func(parts []part) (lines int) {
		for _, p := range parts {
			n := linesOf(t, p)
			assert.Positive(t, n, p)
			lines += n
		}
		return lines
	}
	var counted []bench.Written
	for _, engine := range []string{"manual", "graph"} {
		s := sources[engine]
		counted = append(counted, bench.Written{Engine: engine, Forward: count(s.forward),
			Derivatives: count(s.derivatives), Fast: count(s.fast)})
	}
	assert.Equal(t, counted, bench.Lines())
}

// linesOf counts the lines of a part that have code.
func linesOf(t *testing.T, p part) int {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("../..", p.file))
	require.NoError(t, err)
	found := map[string]bool{}
	total := 0
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
		require.NoError(t, err)
		code := codeLines(source)
		counted := map[int]bool{}
		add := func(name string, node ast.Node) {
			if p.names != nil && !slices.Contains(p.names, name) {
				return
			}
			found[name] = true
			for line := set.Position(node.Pos()).Line; line <= set.Position(node.End()).Line; line++ {
				counted[line] = counted[line] || code[line]
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.File:
				if p.names == nil {
					add("", n)
				}
			case *ast.FuncDecl:
				add(n.Name.Name, n)
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok {
					add(key.Name, n)
				}
			}
			return true
		})
		for _, is := range counted {
			if is {
				total++
			}
		}
	}
	for _, name := range p.names {
		assert.True(t, found[name], "%s has no %s", p.file, name)
	}
	return total
}

// codeLines are the lines with more than comments.
func codeLines(source []byte) map[int]bool {
	set := token.NewFileSet()
	file := set.AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	lines := map[int]bool{}
	for {
		pos, tok, text := s.Scan()
		switch {
		case tok == token.EOF:
			return lines
		case tok == token.SEMICOLON && text == "\n":
			continue
		}
		for i := range strings.Count(text, "\n") + 1 { // a string of several lines
			lines[set.Position(pos).Line+i] = true
		}
	}
}

func ExampleCountMistakes() {
	byHand, byGraph := 0, 0
	for _, m := range bench.CountMistakes() {
		byHand, byGraph = byHand+m.Manual, byGraph+m.Graph
	}
	fmt.Printf("by hand all %d can be made: %t; autodiff leaves room for fewer: %t\n",
		byHand, byHand == len(mutant.All()), byGraph < byHand)
	// Output: by hand all 39 can be made: true; autodiff leaves room for fewer: true
}

func ExampleLines() {
	lines := bench.Lines()
	fmt.Println(lines[1].Engine, "has fewer lines of derivatives:", lines[1].Derivatives < lines[0].Derivatives)
	// Output: graph has fewer lines of derivatives: true
}
