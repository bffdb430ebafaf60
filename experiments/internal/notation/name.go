package notation

import "strings"

var engines = map[string]string{
	"manual": "by hand", "graph": "by autodiff", "tape": "by Gorgonia's interpreter",
	"tutorial": "as tutorials write it",
}

// Engine is what an engine is called in a sentence: "by hand" for manual. A name
// that is not known stays as it is.
func Engine(name string) string {
	if words, ok := engines[name]; ok {
		return words
	}
	return name
}

// Task is what a task is called inside of a sentence.
func Task(name string) string {
	if name == "xor" {
		return "XOR"
	}
	return "linear task"
}

var variants = map[string]string{
	"full-batch": "full batch", "per-sample": "per sample", "no-activation": "without activation",
	"learning-rate-0.0001": "learning rate 0.0001", "layout-2-1-1-1": "layout 2-1-1-1",
}

// Run is what a run of the report is called: "XOR, full batch" for xor/full-batch. A
// name that is not known stays as it is.
func Run(name string) string {
	task, variant, _ := strings.Cut(name, "/")
	if words, ok := variants[variant]; ok {
		return Task(task) + ", " + words
	}
	return name
}

// Network is a network as a page names it, with room to break the line.
func Network(name string) string {
	return strings.NewReplacer(",", ", ", "row bias", "private biases", "shared bias", "shared biases").Replace(name)
}

// Bias is what a form of bias is called on a page: private for row.
func Bias(form string) string {
	if form == "row" {
		return "private"
	}
	return form
}
