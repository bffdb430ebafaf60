package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// conventional are methods that other code calls, by their convention: nobody needs an example of them.
var conventional = []string{"String", "Error", "Unwrap", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText"}

// An entry point of a package that other modules can import, which is an exported function, or an exported method
// that is not conventional, has an Example: one of the package's bears its name, or calls it.
func TestEveryEntryPointHasAnExample(t *testing.T) {
	packages := 0
	require.NoError(t, filepath.WalkDir("..", func(dir string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case slices.Contains([]string{"internal", "testdata", ".git", "experiments"}, d.Name()):
			return filepath.SkipDir
		}
		entries, shown := entryPoints(t, dir)
		if len(entries) > 0 {
			packages++
		}
		for _, e := range entries {
			_, method, is := strings.Cut(e, ".")
			assert.True(t, shown[e] || is && shown["."+method], "%s: no Example shows %s", dir, e)
		}
		return nil
	}))
	assert.Greater(t, packages, 10)
}

// entryPoints are those of the package in a directory, Name or Type.Name, and those that its Examples bear or call:
// Name, or .Name for a method of some type.
func entryPoints(t *testing.T, dir string) (entries []string, shown map[string]bool) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	shown = map[string]bool{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		test := strings.HasSuffix(path, "_test.go")
		for _, d := range file.Decls {
			switch f, ok := d.(*ast.FuncDecl); {
			case !ok:
			case test && strings.HasPrefix(f.Name.Name, "Example"):
				show(f, strings.TrimSuffix(file.Name.Name, "_test"), shown)
			case !test && file.Name.Name != "main" && f.Name.IsExported():
				if receiver := receiverOf(f); receiver == "" {
					entries = append(entries, f.Name.Name)
				} else if token.IsExported(receiver) && !slices.Contains(conventional, f.Name.Name) {
					entries = append(entries, receiver+"."+f.Name.Name)
				}
			}
		}
	}
	return entries, shown
}

// show enters what an Example of the package bears as its name, and what it calls.
func show(example *ast.FuncDecl, packageName string, shown map[string]bool) {
	of, method, _ := strings.Cut(strings.TrimPrefix(example.Name.Name, "Example"), "_")
	shown[of], shown["."+method] = true, true
	ast.Inspect(example, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == packageName {
				shown[n.Sel.Name] = true
			} else {
				shown["."+n.Sel.Name] = true
			}
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok {
				shown[f.Name] = true
			}
		}
		return true
	})
}

// receiverOf is the name of the type of which a function is a method, if it is one.
func receiverOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	return of.(*ast.Ident).Name
}
