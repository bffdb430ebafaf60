// Package compare is the harness: it holds engines for one network against each
// other and against the mathematics.
//
// [Train] trains an engine on a task, such as the report's two, [XOR] and
// [Linear]; [SideBySide] trains two and dates where they part. A [Checker] holds
// gradients against the definition of the network, differentiated in three ways;
// [MeasurePower] measures what it catches. The parts that stand alone are
// packages of their own: gradcheck checks the gradient of any function, mutant has
// the wrong gradients on which it is tested, bench times engines against each
// other.
//
//	go test ./compare
//	go test ./compare -bench .
//
// An engine is known by the interface [Engine] alone, so a third one, or a
// gradient written by a reader, plugs in without a change here.
package compare
