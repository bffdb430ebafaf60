package program

// op is the kind of operation that computes a value.
type op int

const (
	opLeaf         op = iota
	opSplat           // one number everywhere
	opMap             // a function, element by element
	opMatMul          // A × B, or A × Bᵀ, with a bias row and an epilogue
	opMatMulTN        // Aᵀ × B, a sum over the rows of both
	opSum             // Σ of all elements of some terms
	opColSum          // 1ᵀ × B
	opRowSum          // A × 1
	opBroadcastRow    // a row for every row
	opBroadcastCol    // a column for every column
	opReshape         // the same elements, row-major, in another shape
	opTranspose       // Aᵀ
	opGemm            // a product of BLAS, row-major, with a bias row and an epilogue
	opWhole           // a function of all elements of its operands, row-major
	opCall            // by an operation's own Do
	opToColumns       // a copy by columns
	opToRows          // a row-major copy

	numOps
)

// opInfo is all that the phases after lowering know of an op.
type opInfo struct {
	// byColumns says that row i follows from row i of the operands. Such values share
	// loops over the rows, and are kept by columns; the others are row-major.
	byColumns  bool
	standalone bool // computed at once, in no loop over rows
	reduces    bool // loops over the rows of its operands and not over its own
	// whole tells whether all of args[i] must be there before the first row; nil is never.
	whole  func(v *value, i int) bool
	kernel func(*emitter, *value) kernel        // which may be nil: nothing is to be done
	text   func(v *value, args []string) string // of operands with these names
}

var ops [numOps]opInfo

// init fills the table, because kernels look values up in it themselves.
func init() {
	const byColumns, standalone, reduces = true, true, true
	always := func(*value, int) bool { return true }
	second := func(_ *value, i int) bool { return i == 1 }
	scalars := func(v *value, i int) bool { return v.args[i].size() != v.size() }
	text := func(format string) func(*value, []string) string {
		return func(_ *value, args []string) string { return sprintf(format, args) }
	}
	ops = [...]opInfo{
		opLeaf:         {false, false, false, nil, nil, text("its value")},
		opSplat:        {byColumns, false, false, nil, nil, splatText},
		opMap:          {byColumns, false, false, scalars, (*emitter).apply, mapText},
		opMatMul:       {byColumns, false, false, second, (*emitter).matMul, matMulText},
		opMatMulTN:     {false, false, reduces, nil, (*emitter).matMulTN, matMulTNText},
		opSum:          {false, false, reduces, nil, (*emitter).sum, sumText},
		opColSum:       {false, false, reduces, nil, (*emitter).colSum, text("1ᵀ × %s")},
		opRowSum:       {byColumns, false, false, nil, (*emitter).rowSum, text("%s × 1")},
		opBroadcastRow: {byColumns, false, false, always, (*emitter).broadcastRow, text("%s in every row")},
		opBroadcastCol: {byColumns, false, false, nil, (*emitter).broadcastCol, text("%s in every column")},
		opReshape:      {false, standalone, false, always, (*emitter).reshape, reshapeText},
		opTranspose:    {false, standalone, false, always, (*emitter).transpose, text("%sᵀ")},
		opGemm:         {false, standalone, false, always, (*emitter).gemm, gemmText},
		opWhole:        {false, standalone, false, always, (*emitter).wholeFunction, wholeText},
		opCall:         {false, standalone, false, always, (*emitter).call, callText},
		opToColumns:    {byColumns, false, false, always, (*emitter).toColumns, text("%s by columns")},
		opToRows:       {false, false, false, nil, (*emitter).toRows, text("%s row-major")},
	}
}
