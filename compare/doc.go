// Package compare is the harness: it holds engines for one network against each
// other and against the mathematics. It trains them on the report's two tasks
// ([XOR], [Linear]) with [Train]
// their gradients with [Check], and its tests and benchmarks are what
//
//	go test ./compare
//	go test ./compare -bench .
//
// run. It knows an engine by the interface [Engine] alone, so a third one, or a
// gradient written by a reader, plugs in without a change here.
package compare
