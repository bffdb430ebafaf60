package opcheck

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// product is a sample of a sum of products of a and b; see einsum.
func product(call, spec string, a, b []int, apply func(a, b node) (node, error)) Sample {
	return Sample{Call: call, Operands: []Operand{reals("a", a...), reals("b", b...)},
		Build:  func(x []node) (node, error) { return apply(x[0], x[1]) },
		Oracle: func(x []Array) Array { return einsum(spec, x[0], x[1]) }}
}

func products() []Op {
	mul := Op{Name: "Mul"}
	for _, c := range []struct {
		spec string
		a, b []int
	}{
		{",->", nil, nil}, {",i->i", nil, []int{3}}, {"i,->i", []int{3}, nil}, {",ij->ij", nil, []int{2, 3}}, {"ij,->ij", []int{2, 3}, nil},
		{"i,i->", []int{1}, []int{1}}, {"i,i->", []int{4}, []int{4}},
		{"i,ij->j", []int{2}, []int{2, 3}}, {"i,ij->j", []int{1}, []int{1, 3}}, {"i,ij->j", []int{2}, []int{2, 1}}, {"i,ij->j", []int{3}, []int{3, 3}},
		{"ij,j->i", []int{2, 3}, []int{3}}, {"ij,j->i", []int{1, 3}, []int{3}}, {"ij,j->i", []int{2, 1}, []int{1}}, {"ij,j->i", []int{3, 3}, []int{3}},
		{"ij,jk->ik", []int{2, 3}, []int{3, 4}}, {"ij,jk->ik", []int{1, 3}, []int{3, 2}}, {"ij,jk->ik", []int{2, 3}, []int{3, 1}},
		{"ij,jk->ik", []int{2, 1}, []int{1, 3}}, {"ij,jk->ik", []int{1, 3}, []int{3, 1}}, {"ij,jk->ik", []int{1, 1}, []int{1, 1}},
		{"ij,jk->ik", []int{3, 3}, []int{3, 3}},
	} {
		mul.Samples = append(mul.Samples, product("Mul(a, b)", c.spec, c.a, c.b, G.Mul))
	}
	transposed := product("Mul(Must(Transpose(a)), Must(Transpose(b)))", "ji,kj->ik", []int{3, 2}, []int{4, 3}, func(a, b node) (node, error) {
		return G.Mul(G.Must(G.Transpose(a)), G.Must(G.Transpose(b)))
	})
	viewed := product(fmt.Sprintf("Mul("+middleCall+", b)", "a"), "ij,jk->ik", []int{3, 4}, []int{2, 3},
		func(a, b node) (node, error) { return G.Mul(middle(a), b) })
	viewed.Oracle = func(x []Array) Array { return einsum("ij,jk->ik", middleOf(x[0]), x[1]) }
	shared := Sample{Call: "Mul(a, a)", Operands: []Operand{reals("a", 3, 3)},
		Build:  func(x []node) (node, error) { return G.Mul(x[0], x[0]) },
		Oracle: func(x []Array) Array { return einsum("ij,jk->ik", x[0], x[0]) }}
	mul.Samples = append(mul.Samples, transposed, viewed, shared)

	batched := Op{Name: "BatchedMatMul"}
	for _, c := range []struct {
		call, spec string
		a, b       []int
		trans      []bool
	}{
		{"", "nij,njk->nik", []int{2, 2, 3}, []int{2, 3, 4}, nil}, {"", "nij,njk->nik", []int{1, 2, 3}, []int{1, 3, 1}, nil},
		{"", "nij,njk->nik", []int{2, 1, 3}, []int{2, 3, 1}, nil}, {"", "nmij,nmjk->nmik", []int{2, 2, 2, 3}, []int{2, 2, 3, 2}, nil},
		{", true", "nji,njk->nik", []int{2, 3, 2}, []int{2, 3, 4}, []bool{true}},
		{", false, true", "nij,nkj->nik", []int{2, 2, 3}, []int{2, 4, 3}, []bool{false, true}},
		{", true, true", "nji,nkj->nik", []int{2, 3, 2}, []int{2, 4, 3}, []bool{true, true}},
		{", true, true", "nji,nkj->nik", []int{2, 2, 2}, []int{2, 2, 2}, []bool{true, true}},
		{", true", "nmji,nmjk->nmik", []int{2, 1, 3, 2}, []int{2, 1, 3, 4}, []bool{true}},
	} {
		batched.Samples = append(batched.Samples, product("BatchedMatMul(a, b"+c.call+")", c.spec, c.a, c.b,
			func(a, b node) (node, error) { return G.BatchedMatMul(a, b, c.trans...) }))
	}

	outer := Op{Name: "OuterProd"}
	for _, n := range [][2]int{{3, 3}, {2, 3}, {1, 3}, {3, 1}, {1, 1}} {
		outer.Samples = append(outer.Samples, product("OuterProd(a, b)", "i,j->ij", n[:1], n[1:], G.OuterProd))
	}

	dot := Op{Name: "Tensordot"}
	for _, c := range []struct {
		spec, axes         string
		a, b, aAxes, bAxes []int
	}{
		{"i,i->", "[]int{0}, []int{0}", []int{3}, []int{3}, []int{0}, []int{0}},
		{"ij,jk->ik", "[]int{1}, []int{0}", []int{2, 3}, []int{3, 4}, []int{1}, []int{0}},
		{"ij,kj->ik", "[]int{1}, []int{1}", []int{2, 3}, []int{4, 3}, []int{1}, []int{1}},
		{"ij,i->j", "[]int{0}, []int{0}", []int{2, 3}, []int{2}, []int{0}, []int{0}},
		{"ij,ij->", "[]int{0, 1}, []int{0, 1}", []int{2, 3}, []int{2, 3}, []int{0, 1}, []int{0, 1}},
		{"ijk,kl->ijl", "[]int{2}, []int{0}", []int{2, 3, 2}, []int{2, 3}, []int{2}, []int{0}},
		{"ijk,jkl->il", "[]int{1, 2}, []int{0, 1}", []int{2, 3, 2}, []int{3, 2, 4}, []int{1, 2}, []int{0, 1}},
	} {
		dot.Samples = append(dot.Samples, product("Tensordot("+c.axes+", a, b)", c.spec, c.a, c.b,
			func(a, b node) (node, error) { return G.Tensordot(c.aAxes, c.bAxes, a, b) }))
	}
	return []Op{mul, batched, outer, dot}
}
