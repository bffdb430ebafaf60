package graphcheck

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// functions are the names of Gorgonia's functions by what their operations print, or by the types of these.
var functions = map[string]string{
	"inv": "Inverse", "invSqrt": "InverseSqrt", "ln": "Log",
	"+": "Add", "-": "Sub", "⊙": "HadamardProd", "÷": "HadamardDiv", "^": "Pow",
	"<": "Lt", "<=": "Lte", ">": "Gt", ">=": "Gte", "==": "Eq", "!=": "Ne",
	"a ⊗ b": "OuterProd", "linAlgBinOp": "Mul", "softmaxOp": "SoftMax", "ctcLossOp": "CTCLoss",
	"maxPoolOp": "MaxPool2D", "avgPoolOp": "AveragePool2D", "globalAveragePoolOp": "GlobalAveragePool2D",
}

// operationName is what a user calls an operation: Gorgonia's function, or what the user's own prints.
func operationName(op gorgonia.Op) string {
	text := strings.TrimSuffix(strings.TrimSuffix(op.String(), " false"), " true")
	t := reflect.Indirect(reflect.ValueOf(op)).Type()
	name := cmp.Or(functions[text], functions[t.Name()], t.Name())
	switch {
	case t.PkgPath() != reflect.TypeFor[gorgonia.Node]().PkgPath():
		return text
	case name == "elemUnaryOp":
		name = text
	}
	return strings.ToUpper(name[:1]) + strings.TrimSuffix(name[1:], "Op")
}

// describe is the name of a leaf, or the operation and the ID of a node.
func describe(n *gorgonia.Node) string {
	if n.Op() == nil {
		return briefly(n)
	}
	return fmt.Sprintf("%s, node %d", operationName(n.Op()), n.ID())
}

// briefly is the name of a leaf, or the ID of a node.
func briefly(n *gorgonia.Node) string {
	if n.Op() == nil && n.Name() != "" {
		return n.Name()
	}
	return fmt.Sprint("node ", n.ID())
}

// elementName names element i, row-major, of a tensor: "W[1,0,3]", or "b" if it is a scalar.
func elementName(name string, shape tensor.Shape, i int) string {
	at := make([]string, len(shape))
	for d := len(shape) - 1; d >= 0; d-- {
		at[d] = fmt.Sprint(i % shape[d])
		i /= shape[d]
	}
	if len(at) == 0 {
		return name
	}
	return name + "[" + strings.Join(at, ",") + "]"
}
