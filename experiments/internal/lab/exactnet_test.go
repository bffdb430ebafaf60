package lab

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"backprop/network"
)

// exactNet is a network in exact arithmetic that is trained as the report trains
// it, with no code and no rounding of the engines'.
type exactNet struct {
	arithmetic
	activations []network.Activation
	W           [][][]number // of each layer: m×n
	b           [][][]number // 1×n or N×n
}

func newExactNet(bits arithmetic, start *network.Parameters, activations []network.Activation) *exactNet {
	net := &exactNet{arithmetic: bits, activations: activations}
	for _, t := range start.Tensors {
		matrix := make([][]number, t.Rows)
		for i := range matrix {
			for _, v := range t.Of(start.Values)[i*t.Cols : (i+1)*t.Cols] {
				matrix[i] = append(matrix[i], bits.of(v))
			}
		}
		if t.Bias {
			net.b = append(net.b, matrix)
		} else {
			net.W = append(net.W, matrix)
		}
	}
	return net
}

// forward returns A of every layer, beginning with the input x of row i, and the
// logit.
func (net *exactNet) forward(x []number, i int) (A [][]number, logit number) {
	A = [][]number{x}
	for l, W := range net.W {
		b := net.b[l][min(i, len(net.b[l])-1)]
		a := make([]number, len(b))
		for k := range a {
			z := b[k]
			for j, v := range A[l] {
				z = net.add(z, net.mul(v, W[j][k]))
			}
			logit = z
			switch net.activations[l] {
			case network.Identity:
				a[k] = z
			case network.ReLU:
				a[k] = z
				if z.Sign() < 0 {
					a[k] = net.zero()
				}
			case network.Sigmoid:
				a[k] = net.div(net.of(1), net.add(net.of(1), net.exp(net.zero().Neg(z))))
			default:
				panic("no run of the report has " + net.activations[l])
			}
		}
		A = append(A, a)
	}
	return A, logit
}

// right is the probability that the network gives to the label, clamped from below.
func (net *exactNet) right(p number, y float64) number {
	if y == 0 {
		p = net.sub(net.of(1), p)
	}
	if eta := net.of(network.Eta); p.Cmp(eta) < 0 {
		return eta
	}
	return p
}

// step moves all parameters by -rate times the gradient of the summed loss, and
// returns a function for the mean loss before that.
func (net *exactNet) step(batch network.Batch, rate number) (loss func() number) {
	dW, db := like(net, net.W), like(net, net.b)
	var rights []number
	for i := range batch.Rows {
		A, _ := net.forward(net.row(batch, i), i)
		p := A[len(A)-1][0]
		right := net.right(p, batch.Y[i])
		rights = append(rights, right)
		dA := []number{net.div(net.of(1-2*batch.Y[i]), right)} // ∓1/η, straight through the clamp
		for l := len(net.W) - 1; l >= 0; l-- {
			dBelow := make([]number, len(A[l]))
			for j := range dBelow {
				dBelow[j] = net.zero()
			}
			bias := db[l][min(i, len(db[l])-1)]
			for k, d := range dA {
				a := A[l+1][k]
				switch net.activations[l] {
				case network.ReLU:
					if a.Sign() == 0 {
						d = net.zero()
					}
				case network.Sigmoid:
					d = net.mul(d, net.mul(a, net.sub(net.of(1), a)))
				}
				bias[k] = net.add(bias[k], d)
				for j := range dBelow {
					dW[l][j][k] = net.add(dW[l][j][k], net.mul(A[l][j], d))
					dBelow[j] = net.add(dBelow[j], net.mul(d, net.W[l][j][k]))
				}
			}
			dA = dBelow
		}
	}
	for l := range net.W {
		net.descend(net.W[l], dW[l], rate)
		net.descend(net.b[l], db[l], rate)
	}
	return func() number {
		sum := net.zero()
		for _, right := range rights {
			sum = net.sub(sum, net.log(right))
		}
		return net.div(sum, net.of(float64(batch.Rows)))
	}
}

func (net *exactNet) descend(matrix, gradient [][]number, rate number) {
	for i, row := range matrix {
		for j := range row {
			row[j] = net.sub(row[j], net.mul(rate, gradient[i][j]))
		}
	}
}

func (net *exactNet) row(batch network.Batch, i int) (x []number) {
	for _, v := range batch.X[i*batch.Cols : (i+1)*batch.Cols] {
		x = append(x, net.of(v))
	}
	return x
}

// like returns zeros in the shapes of some matrices.
func like(net *exactNet, matrices [][][]number) [][][]number {
	zeros := make([][][]number, len(matrices))
	for l, matrix := range matrices {
		zeros[l] = make([][]number, len(matrix))
		for i, row := range matrix {
			for range row {
				zeros[l][i] = append(zeros[l][i], net.zero())
			}
		}
	}
	return zeros
}

// inExactArithmetic trains a run from the program's own draws, and returns the losses of the
// epochs that the report prints, and its predictions.
func inExactArithmetic(t *testing.T, bits arithmetic, run Run, epochs []int) exactRun {
	training := run.Training
	start, stream, err := training.Start()
	require.NoError(t, err)
	net := newExactNet(bits, start, training.Spec.Activations)
	rows := training.BatchSize
	if rows == 0 {
		rows = training.Task.Rows
	}
	exact := exactRun{Losses: map[int]string{}}
	for epoch := range training.Epochs {
		data := training.Task.Draw(stream)
		var loss func() number
		for from := 0; from < data.Rows; from += rows {
			loss = net.step(data.Slice(from, from+rows), net.of(training.LearningRate))
		}
		if slices.Contains(epochs, epoch) {
			exact.Losses[epoch] = loss().Text('g', exactDigits)
		}
	}
	evaluation := training.Task.Draw(stream)
	for i := range evaluation.Rows {
		A, logit := net.forward(net.row(evaluation, i), i)
		prediction := A[len(A)-1][0]
		if run.Logits {
			prediction = logit
		}
		exact.Predictions = append(exact.Predictions, prediction.Text('g', exactDigits))
	}
	return exact
}

// exactDigits are as many as exact.json has of each number.
const exactDigits = 30
