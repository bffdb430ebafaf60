package program_test

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// model is a graph to be trained.
type model struct {
	graph      *gorgonia.ExprGraph
	cost       node
	parameters gorgonia.Nodes
	rate       float64
}

func (m *model) input(name string, shape ...int) node {
	return variable(m.graph, name, filled(tensor.Float64, 0, shape...))
}

// weights are parameters of about the size that keeps a layer's outputs as large as its inputs.
func (m *model) weights(name string, shape ...int) node {
	d := filled(tensor.Float64, 0, shape...)
	for i, values := 0, d.Float64s(); i < len(values); i++ {
		values[i] = math.Sin(float64(i*i%9973)+float64(len(m.parameters))) /
			math.Sqrt(float64(d.DataSize()/shape[len(shape)-1]+1))
	}
	n := variable(m.graph, name, d)
	m.parameters = append(m.parameters, n)
	return n
}

// labels are rows of which one element is 1.
func (m *model) labels(name string, rows, classes int) node {
	d := tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(rows, classes))
	for i := range rows {
		d.Float64s()[i*classes+i*7%classes] = 1
	}
	return variable(m.graph, name, d)
}

func crossEntropy(p, y node) node {
	return must(gorgonia.Neg(must(gorgonia.Mean(must(gorgonia.HadamardProd(y, must(gorgonia.Log(p))))))))
}

func must(n node, err error) node { return gorgonia.Must(n, err) }

// models are Gorgonia's examples, on made-up data and without what draws random numbers, which
// no two machines would draw alike: the dropout of the convolutional networks and the
// corruption of the autoencoders. The residual network has smaller images, since its own
// weights take 1.6 GB.
var models = map[string]func(m *model) node{
	"iris": func(m *model) node {
		x, y, theta := m.input("x", 150, 5), m.input("y", 150), m.weights("theta", 5)
		m.rate = 0.01
		return must(gorgonia.Mean(must(gorgonia.Square(must(gorgonia.Sub(must(gorgonia.Mul(x, theta)), y))))))
	},
	"logistic regression": func(m *model) node { return logisticRegression(m, gorgonia.Sigmoid) },
	"logistic regression, sigmoid written out": func(m *model) node {
		return logisticRegression(m, func(z node) (node, error) {
			one := gorgonia.NewConstant(1.0)
			return gorgonia.HadamardDiv(one, must(gorgonia.Add(one, must(gorgonia.Exp(must(gorgonia.Neg(z)))))))
		})
	},
	"issue 286": func(m *model) node {
		hidden := must(gorgonia.Rectify(must(gorgonia.Mul(m.input("x", 10, 784), m.weights("w0", 784, 300)))))
		out := must(gorgonia.SoftMax(must(gorgonia.Mul(hidden, m.weights("w1", 300, 10)))))
		return must(gorgonia.Neg(must(gorgonia.Mean(must(gorgonia.HadamardProd(out, m.labels("y", 10, 10)))))))
	},
	"MLP": func(m *model) node {
		a := m.input("x", 100, 784)
		for i, width := range []int{300, 100} {
			a = must(gorgonia.Sigmoid(must(gorgonia.Mul(a, m.weights(fmt.Sprint("w", i), a.Shape()[1], width)))))
		}
		return crossEntropy(must(gorgonia.SoftMax(must(gorgonia.Mul(a, m.weights("w", 100, 10))))),
			m.labels("y", 100, 10))
	},
	"autoencoder, pretraining": func(m *model) node {
		x, w := m.labels("x", 20, 784), m.weights("w", 784, 100)
		hidden := must(gorgonia.Sigmoid(must(gorgonia.Add(must(gorgonia.Mul(x, w)), m.weights("b", 20, 100)))))
		z := must(gorgonia.Mul(hidden, must(gorgonia.Transpose(w))))
		out := must(gorgonia.Sigmoid(must(gorgonia.Add(z, m.weights("c", 20, 784)))))
		return must(gorgonia.Mean(must(gorgonia.BinaryXent(out, x))))
	},
	"autoencoder, fine-tuning": func(m *model) node {
		const batch, classes = 20, 10
		a := m.input("x", batch, 784)
		layer := func(i, width int) node {
			w, b := m.weights(fmt.Sprint("w", i), a.Shape()[1], width), m.weights(fmt.Sprint("b", i), batch, width)
			return must(gorgonia.Add(must(gorgonia.Mul(a, w)), b))
		}
		for i := range 3 {
			a = must(gorgonia.Sigmoid(layer(i, 100)))
		}
		logs := must(gorgonia.Neg(must(gorgonia.Log(must(gorgonia.SoftMax(layer(3, classes)))))))
		var losses gorgonia.Nodes
		for i := range batch {
			losses = append(losses, must(gorgonia.Slice(logs, gorgonia.S(i), gorgonia.S(i*7%classes))))
		}
		return must(gorgonia.Div(must(gorgonia.ReduceAdd(losses)), gorgonia.NewConstant(float64(batch))))
	},
	"charRNN, 5 characters":  func(m *model) node { return charRNN(m, 5) },
	"charRNN, 20 characters": func(m *model) node { return charRNN(m, 20) },
	"convnet": func(m *model) node {
		a := m.input("x", 10, 1, 28, 28)
		for i, filters := range []int{32, 64, 128} {
			a = maxPool(must(gorgonia.Rectify(convolution(a, m.weights(fmt.Sprint("w", i), filters, a.Shape()[1], 3, 3)))))
		}
		return m.classified(a)
	},
	"residual network": func(m *model) node {
		m.rate = 0.01
		a := m.input("x", 10, 1, 8, 8)
		a = maxPool(must(gorgonia.Rectify(convolution(a, m.weights("w0", 8, 1, 3, 3)))))
		for i, filters := range []int{16, 32} {
			c := convolution(a, m.weights(fmt.Sprint("w", i+1), filters, a.Shape()[1], 3, 3))
			p := maxPool(must(gorgonia.Rectify(c)))
			pooled := must(gorgonia.Reshape(p, tensor.Shape{10, p.Shape().TotalSize() / 10}))
			w := m.weights(fmt.Sprintf("w%dr", i+1), pooled.Shape()[1], c.Shape().TotalSize()/10)
			a = must(gorgonia.Add(c, must(gorgonia.Reshape(must(gorgonia.Mul(pooled, w)), c.Shape()))))
		}
		return m.classified(a)
	},
}

func logisticRegression(m *model, sigmoid func(node) (node, error)) node {
	x, y, w := m.input("x", 400, 28), m.input("y", 400), m.weights("w", 28)
	for i := range y.Value().Data().([]float64) {
		y.Value().Data().([]float64)[i] = float64(i * i % 3 % 2)
	}
	b := gorgonia.NewScalar(m.graph, tensor.Float64, gorgonia.WithName("b"), gorgonia.WithValue(0.1))
	m.parameters = append(m.parameters, b)
	one := gorgonia.NewConstant(1.0)
	p := must(sigmoid(must(gorgonia.Add(must(gorgonia.Mul(x, w)), b))))
	first := must(gorgonia.HadamardProd(must(gorgonia.Neg(y)), must(gorgonia.Log(p))))
	second := must(gorgonia.HadamardProd(must(gorgonia.Sub(one, y)), must(gorgonia.Log(must(gorgonia.Sub(one, p))))))
	loss := must(gorgonia.Mean(must(gorgonia.Sub(first, second))))
	penalty := must(gorgonia.Mul(gorgonia.NewConstant(0.01), must(gorgonia.Sum(must(gorgonia.Square(w))))))
	return must(gorgonia.Add(loss, penalty))
}

func convolution(x, filter node) node {
	return must(gorgonia.Conv2d(x, filter, tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))
}

func maxPool(x node) node {
	return must(gorgonia.MaxPool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
}

// classified is the cost of ten classes, by a hidden layer, for images.
func (m *model) classified(a node) node {
	features := a.Shape().TotalSize() / 10
	a = must(gorgonia.Reshape(a, tensor.Shape{10, features}))
	a = must(gorgonia.Rectify(must(gorgonia.Mul(a, m.weights("w3", features, 625)))))
	p := must(gorgonia.SoftMax(must(gorgonia.Mul(a, m.weights("w4", 625, 10)))))
	y := m.labels("y", 10, 10)
	for i, v := range y.Value().Data().([]float64) { // not 0, of which the example takes the logarithm
		y.Value().Data().([]float64)[i] = 0.1 + 0.8*v
	}
	return must(gorgonia.Neg(must(gorgonia.Mean(must(gorgonia.Log(must(gorgonia.HadamardProd(p, y))))))))
}

// charRNN is the cost of a sentence of so many characters, by a long short-term memory.
func charRNN(m *model, characters int) node {
	const vocabulary, embedded, width = 30, 10, 100
	embedding := m.weights("embedding", vocabulary, embedded)
	type gate struct{ x, h, b node }
	gates := make(map[string]gate)
	for _, name := range []string{"i", "f", "o", "c"} {
		x, h := m.weights("x"+name, width, embedded), m.weights("h"+name, width, width)
		gates[name] = gate{x, h, m.weights("b"+name, width)}
	}
	decoder, bias := m.weights("decoder", vocabulary, width), m.weights("bias", vocabulary)
	hidden, cell := m.input("hidden", width), m.input("cell", width)
	var cost node
	for i := range characters {
		x := must(gorgonia.Slice(embedding, gorgonia.S(i*i%vocabulary)))
		open := func(name string, f func(node) (node, error)) node {
			g := gates[name]
			fromX, fromHidden := must(gorgonia.Mul(g.x, x)), must(gorgonia.Mul(g.h, hidden))
			return must(f(must(gorgonia.Add(must(gorgonia.Add(fromX, fromHidden)), g.b))))
		}
		in, forget, out := open("i", gorgonia.Sigmoid), open("f", gorgonia.Sigmoid), open("o", gorgonia.Sigmoid)
		retain := must(gorgonia.HadamardProd(forget, cell))
		cell = must(gorgonia.Add(retain, must(gorgonia.HadamardProd(in, open("c", gorgonia.Tanh)))))
		hidden = must(gorgonia.HadamardProd(out, must(gorgonia.Tanh(cell))))
		p := must(gorgonia.SoftMax(must(gorgonia.Add(must(gorgonia.Mul(decoder, hidden)), bias))))
		loss := must(gorgonia.Slice(must(gorgonia.Neg(must(gorgonia.Log(p)))), gorgonia.S((i+1)*(i+1)%vocabulary)))
		if cost == nil {
			cost = loss
		} else {
			cost = must(gorgonia.Add(cost, loss))
		}
	}
	return cost
}
