package opcheck

// Ops returns the records of Gorgonia's operations.
func Ops() []Op {
	var all []Op
	for _, ops := range [][]Op{unaries(), binaries(), products(), reductionsOf(), shaping(), neural()} {
		all = append(all, ops...)
	}
	return all
}
