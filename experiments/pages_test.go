package main

import (
	"go/ast"
	"go/constant"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// quoted is a constant with its value, linked to its file, in a page.
var quoted = regexp.MustCompile("\\[`(\\w+)` = ([^\\]]+)\\]\\(([^)]+)\\)")

// A constant that a page gives has that value in the file that it links to.
func TestThePagesConstantsAreThoseOfTheCode(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	require.NoError(t, err)
	found := 0
	for _, page := range pages {
		text := strings.Join(strings.Fields(readFile(t, page)), " ")
		for _, q := range quoted.FindAllStringSubmatch(text, -1) {
			found++
			says, err := types.Eval(token.NewFileSet(), nil, token.NoPos, q[2])
			require.NoError(t, err, q[0])
			is := constantOf(t, filepath.Join("../docs", q[3]), q[1])
			assert.True(t, constant.Compare(says.Value, token.EQL, is), "%s: %s is %v", page, q[0], is)
		}
	}
	assert.Positive(t, found)
}

// constantOf is the value of a constant of a file, which must need no other.
func constantOf(t *testing.T, path, name string) constant.Value {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	var value constant.Value
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != len(spec.Names) {
			return true
		}
		for i, id := range spec.Names {
			if id.Name != name {
				continue
			}
			var expression strings.Builder
			require.NoError(t, format.Node(&expression, token.NewFileSet(), spec.Values[i]))
			evaluated, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expression.String())
			require.NoError(t, err, name)
			value = evaluated.Value
		}
		return true
	})
	require.NotNil(t, value, "%s has no constant %s", path, name)
	return value
}

// link is a link of a page within the repository.
var link = regexp.MustCompile(`\]\(([^):#]+)(?:#[^)]*)?\)`)

// Nothing that a document links to within the repository is missing, and every page is in the list of pages.
func TestTheDocumentsLinksLead(t *testing.T) {
	index := readFile(t, "../docs/README.md")
	for _, document := range append(documents(t), "../CHANGELOG.md") {
		for _, to := range link.FindAllStringSubmatch(fence.ReplaceAllString(readFile(t, document), ""), -1) {
			assert.FileExists(t, filepath.Join(filepath.Dir(document), to[1]), document)
		}
		if dir, name := filepath.Split(document); dir == "../docs/" && name != "README.md" {
			assert.Contains(t, index, "("+name+")")
		}
	}
}

// scored is a line of a checklist: item, score, and what shows it.
var scored = regexp.MustCompile(`(?m)^\| ([^|]+) \| (yes|part|no) \| (.+) \|$`)

// span is code within a line.
var span = regexp.MustCompile("`([^`]+)`")

// What a line of a checklist is shown by is so: its commands succeed, where the repository is. Those of go's are looked
// up, and run with -whole.
func TestTheChecklistsLinesAreProved(t *testing.T) {
	text := readFile(t, "../docs/checklists.md")
	lines := scored.FindAllStringSubmatch(text, -1)
	require.Len(t, lines, strings.Count(text, "\n| ")-2, "every line has a score")
	for _, l := range lines {
		item, score, evidence := l[1], l[2], l[3]
		commands := 0
		for _, s := range span.FindAllStringSubmatch(evidence, -1) {
			command := s[1]
			name, _, several := strings.Cut(command, " ")
			if !several && name != ".ci/run" || !regexp.MustCompile(`^(go|grep|test|backprop|\.ci/run)$`).MatchString(name) {
				continue
			}
			commands++
			if name == ".ci/run" || command == "go test ./..." { // which runs this one
				continue
			}
			if name == "go" && !*whole {
				words, err := split(command)
				require.NoError(t, err, command)
				assert.NoError(t, checkCommand("..", words), command)
				continue
			}
			p := newPlace(t)
			p.dir = ".."
			p.env = append(p.env, "DOCUMENTS_WHOLE=1")
			out, err := p.sh(command).CombinedOutput()
			assert.NoError(t, err, "%s: %s\n%s", item, command, out)
		}
		assert.Equal(t, score != "no", commands > 0, "%s: %s, %s", item, score, evidence)
	}
}

// CITATION.cff has what the Citation File Format 1.2.0 requires, and an author is a person or an entity.
func TestTheCitationCanBeRead(t *testing.T) {
	var citation struct {
		Version string `yaml:"cff-version"`
		Message string
		Title   string
		Type    string
		License string
		Authors []map[string]string
	}
	require.NoError(t, yaml.Unmarshal([]byte(readFile(t, "../CITATION.cff")), &citation))
	assert.Equal(t, "1.2.0", citation.Version)
	assert.Equal(t, "software", citation.Type)
	assert.NotEmpty(t, citation.Message)
	assert.NotEmpty(t, citation.Title)
	assert.Contains(t, readFile(t, "../LICENSE"), citation.License+" License")
	for _, a := range citation.Authors {
		assert.True(t, a["name"] != "" || a["family-names"] != "")
	}
	assert.NotEmpty(t, citation.Authors)
}
