package program

import (
	"slices"
)

// A rule makes less of a value. rewrite returns what is to be used in place of v, v
// itself if it was changed, or nil where the rule does not apply. No rule changes a
// result in more than the order of a sum, down to the sign of a zero.
type rule struct {
	name    string
	rewrite func(c *compiler, v *value) *value
}

// algebra are the rules that need to know nothing but the operands of a value. They
// apply as soon as it is lowered, so that what follows sees the result.
func algebra() []rule {
	return []rule{
		{"function of numbers", foldNumbers},
		{"number moved", moveNumber},
		{"reshape to the same shape", sameShape},
		{"reshape of a leaf", reshapeLeaf},
		{"factor of 1 or -1", unitFactor},
		{"-(-a)", doubleNegative},
		{"(-a) b", negativeFactor},
		{"a + (-b)", negativeTerm},
		{"1 × b", onesTimesRow},
		{"1ᵀ × B", onesTimesMatrix},
	}
}

// fusions are the rules that need to know how often values are used. What they absorb
// is used no more and dropped before the next pass. Those of one pass apply together.
func fusions() [][]rule {
	return [][]rule{
		{{"mask by relu", maskByReLU}},
		{{"A × B + 1 × b", addBias}},
		{{"f(A × B)", addEpilogue}},
		{{"-Σ", negatedSum}},
		{
			{"Σ (a ± b)", sumOfSum},
			{"Σ s a", sumOfMultiple},
			{"Σ a ⊙ b", sumOfProduct},
			{"Σ ln v", sumOfLogarithms},
			{"Σ w ln v", sumOfWeightedLogarithms},
		},
		{{"two operations in one loop", fuseArithmetic}},
		{{"1ᵀ × B beside Aᵀ × B", fuseColSum}},
	}
}

// simplify applies the rules of algebra.
func (c *compiler) simplify(v *value) *value { return c.rewrite(algebra(), v) }

// fuse applies the fusions.
func (c *compiler) fuse() {
	for _, rules := range fusions() {
		c.count()
		for _, v := range c.values {
			c.rewrite(rules, v)
		}
	}
	c.count()
}

// leftOut has the rules that tests switch off.
var leftOut map[string]bool

// rewrite applies rules to a value until none does anything.
func (c *compiler) rewrite(rules []rule, v *value) *value {
	for i := 0; i < len(rules); i++ {
		if leftOut[rules[i].name] {
			continue
		}
		if w := rules[i].rewrite(c, v); w != nil {
			c.fired[rules[i].name]++
			v, i = w, -1
		}
	}
	return v
}

// count drops the values that no output depends on and counts the uses of the
// others.
func (c *compiler) count() {
	for _, v := range c.values {
		v.uses, v.output = 0, false
	}
	for _, v := range c.outputs {
		v.uses++
		v.output = true
	}
	for _, v := range slices.Backward(c.values) {
		if v.uses > 0 {
			v.operands(func(o **value, _ bool) { (*o).uses++ })
		}
	}
	c.values = slices.DeleteFunc(c.values, func(v *value) bool { return v.uses == 0 })
}
