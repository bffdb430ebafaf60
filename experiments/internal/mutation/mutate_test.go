// Package mutation measures the tests: it plants one small mistake after the other in
// a package's code, and runs tests, of which one must fail.
package mutation

import (
	"cmp"
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// mutant is one mistake.
type mutant struct {
	file, function string
	line           int
	code, change   string // the expression, and what becomes of it
	place          int    // the number of the first mutant of the same expression, from 1
}

// String names a mutant by what does not move when lines above are added.
func (m mutant) String() string {
	return fmt.Sprintf("%s %s: %s: %s", m.file, m.function, m.code, m.change)
}

// planter writes mutants into the sources of a package, all of them at once: where one
// is, the code asks whether anything is to happen here (support.go.txt).
type planter struct {
	positions *token.FileSet
	info      *types.Info
	mutants   []mutant
	source    []byte // of the file that is walked
	place     string // the function
	edits     []edit
}

// edit replaces source[from:to]. Of edits at one place those that open come from the
// outermost to the innermost, and those that close the other way round.
type edit struct {
	from, to int
	text     string
	order    int
}

const (
	closing = -1 << 40
	opening = 1 << 40
)

func (p *planter) at(pos token.Pos) int { return p.positions.Position(pos).Offset }

// wrap puts code around an expression, and something in place of an operator in it.
func (p *planter) wrap(n ast.Node, before string, op token.Pos, length int, instead, after string) {
	from, to := p.at(n.Pos()), p.at(n.End())
	p.edits = append(p.edits, edit{from, from, before, opening - (to - from)}, edit{to, to, after, closing + (to - from)})
	if length > 0 {
		p.edits = append(p.edits, edit{p.at(op), p.at(op) + length, instead, opening + 1})
	}
}

// add numbers a mutant of an expression, from 1.
func (p *planter) add(n ast.Node, change string) int {
	position := p.positions.Position(n.Pos())
	code := strings.Join(strings.Fields(string(p.source[p.at(n.Pos()):p.at(n.End())])), " ")
	name := position.Filename[strings.LastIndexByte(position.Filename, '/')+1:]
	m := mutant{name, p.place, position.Line, code, change, len(p.mutants) + 1}
	for n := 2; slices.ContainsFunc(p.mutants, func(other mutant) bool { return other.String() == m.String() }); n++ {
		m.code = fmt.Sprintf("%s, occurrence %d", code, n)
	}
	p.mutants = append(p.mutants, m)
	return len(p.mutants)
}

// numeric reports whether an expression is a number, and no constant.
func (p *planter) numeric(e ast.Expr) bool {
	t, ok := p.info.Types[e]
	if !ok || t.Value != nil || t.Type == nil {
		return false
	}
	return isNumber(t.Type)
}

func isNumber(t types.Type) bool {
	if parameter, ok := t.(*types.TypeParam); ok {
		return isNumber(parameter.Constraint())
	}
	switch u := t.Underlying().(type) {
	case *types.Interface: // a constraint
		return u.NumEmbeddeds() == 1 && isNumber(u.EmbeddedType(0))
	case *types.Union:
		return isNumber(u.Term(0).Type())
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsInteger|types.IsFloat) != 0 && basic.Info()&types.IsUntyped == 0
}

// swapped is what becomes of an operation.
var swapped = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
	token.MUL_ASSIGN: token.QUO_ASSIGN, token.QUO_ASSIGN: token.MUL_ASSIGN,
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.LAND: token.LOR, token.LOR: token.LAND, token.INC: token.DEC, token.DEC: token.INC,
}

// plant returns the source of a file with the mutants of its functions in it.
func (p *planter) plant(file *ast.File, source []byte) string {
	p.source, p.edits = source, nil
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			p.place = f.Name.Name
			if f.Recv != nil {
				p.place = strings.Trim(string(source[p.at(f.Recv.List[0].Type.Pos()):p.at(f.Recv.List[0].Type.End())]), "*") +
					"." + p.place
			}
			ast.Inspect(f.Body, p.visit)
		}
	}
	slices.SortStableFunc(p.edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.order, b.order))
	})
	var b strings.Builder
	last := 0
	for _, e := range p.edits {
		b.Write(source[last:e.from])
		b.WriteString(e.text)
		last = e.to
	}
	b.Write(source[last:])
	return b.String()
}

func (p *planter) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok != token.CONST
	case *ast.ArrayType:
		return false
	case *ast.BinaryExpr:
		p.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.SUB && p.numeric(n) {
			p.wrap(n, fmt.Sprintf("µNegative(%d, ", p.add(n, "+")), n.OpPos, 1, "", ")")
		}
	case *ast.IncDecStmt:
		if p.addressable(n.X) && p.numeric(n.X) {
			step := map[token.Token]string{token.INC: "1", token.DEC: "-1"}[n.Tok]
			p.wrap(n, fmt.Sprintf("µStep(%d, %s, &", p.add(n, swapped[n.Tok].String()), step), n.TokPos, 2, "", ")")
		}
	case *ast.AssignStmt:
		if to, ok := swapped[n.Tok]; ok && p.addressable(n.Lhs[0]) && p.numeric(n.Lhs[0]) {
			names := map[token.Token]string{token.ADD_ASSIGN: "Add", token.SUB_ASSIGN: "Sub",
				token.MUL_ASSIGN: "Mul", token.QUO_ASSIGN: "Quo"}
			p.wrap(n, fmt.Sprintf("µ%sTo(%d, &", names[n.Tok], p.add(n, to.String())), n.TokPos, 2, ",", ")")
		}
	}
	return true
}

// addressable reports whether &e can be written.
func (p *planter) addressable(e ast.Expr) bool {
	return p.info.Types[e].Addressable()
}

func (p *planter) binary(n *ast.BinaryExpr) {
	t := p.info.Types[n]
	if t.Value != nil {
		return
	}
	length := len(n.Op.String())
	operand := p.info.Types[n.X].Type
	if x := p.info.Types[n.X]; x.Value != nil {
		operand = p.info.Types[n.Y].Type
	}
	switch n.Op {
	case token.ADD, token.SUB, token.MUL, token.QUO, token.REM:
		names := map[token.Token]string{token.ADD: "Add", token.SUB: "Sub", token.MUL: "Mul", token.QUO: "Quo",
			token.REM: "Rem"}
		if isNumber(t.Type) {
			name := fmt.Sprintf("µ%s(%d, ", names[n.Op], p.add(n, swapped[n.Op].String()))
			p.wrap(n, name, n.OpPos, length, ",", ")")
		}
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		if !isNumber(operand) {
			return
		}
		names := map[token.Token]string{token.LSS: "Less", token.LEQ: "AtMost", token.GTR: "More", token.GEQ: "AtLeast"}
		first := p.add(n, swapped[n.Op].String())
		p.mutants[p.add(n, "not")-1].place = first
		p.wrap(n, fmt.Sprintf("µ%s(%d, ", names[n.Op], first), n.OpPos, length, ",", ")")
	case token.EQL, token.NEQ:
		p.wrap(n, "((", n.OpPos, 0, "", fmt.Sprintf(") != µOn(%d))", p.add(n, "not")))
	case token.LAND, token.LOR:
		name := map[token.Token]string{token.LAND: "µAnd", token.LOR: "µOr"}[n.Op]
		p.wrap(n, fmt.Sprintf("%s(%d, ", name, p.add(n, swapped[n.Op].String())), n.OpPos, length,
			", func() bool { return (", ")})")
	}
}

// support is what planted code calls, as a file of its package.
//
//go:embed support.go.txt
var support string
