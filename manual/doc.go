// Package manual is the network of package network with its backpropagation
// written by hand: the lab report's derivation, for any depth, width and
// activation.
//
// With A0 = X and η the straight-through clamp, one training step is
//
//	forward    Zl = A(l-1) Wl + bl          layer.forward
//	           Al = activation(Zl)
//	loss       L  = -Σ [ y ln η(ŷ) + (1-y) ln η(1-ŷ) ]      ŷ = AL
//
//	backward   dŷ = (1-y)/η(1-ŷ) - y/η(ŷ)
//	           dZl = dAl ∘ activation'(Zl)  layer.backward
//	           dWl = A(l-1)ᵀ dZl
//	           dbl = 1ᵀ dZl (shared bias) or dZl (row bias)
//	           dA(l-1) = dZl Wlᵀ
//	update     θ ← θ - rate·dθ
//
// where a name with a d is the derivative of the SUM L with respect to it. Where
// η clamps a probability, dŷ is not the derivative of L but the report's
// formula, which differentiates the clamp as if it were the identity.
//
// Files layer.go, activation.go and loss.go are this derivation as it stands, on
// matrices of any size (product.go). Small networks run the same derivation in the
// forms of package fast, which is under internal/, and which the tests hold equal to
// this one, but for some units of rounding.
//
// # Where a step's nanoseconds go
//
// A Step of the report's network on the 21 rows of XOR takes some 590 ns on an AMD EPYC
// (Zen 5), of which
//
//	 40  looking at the arguments: labels, and bounds on θ and X
//	 45  Z1 = X W1 + b1
//	 90  Z2 = A1 W2 + b2, A2
//	 20  Z3 = A2 W3 + b3
//	 70  ŷ: an exponential and a division for each row
//	 40  the label's probability, dZ3, and one logarithm for all rows
//	 75  dW3, db3, dZ2
//	150  dW2, db2, dA1
//	 45  dW1, db1
//	 15  θ ← θ - rate·dθ
//
// and each of these but the first and the last is one loop along the rows, of 1 to 7 ns
// a row. A step on a single row takes 72 ns, not 28: its operations wait for one another,
// from the weights of the first layer to their update, and the next step for that; 68 are
// arithmetic. An epoch of such steps on the 21 rows takes 2.4 times as long as a Step on all
// of them, of batches that were sliced beforehand: one sliced just before costs 10 ns more,
// since it is passed on in other pieces than it has just been written in, and a processor
// must wait for that. compare.Train slices each a step earlier. Of a
// wide network, 2-512-512-1 on 1024 rows, all but a tenth goes to the products (see
// package matmul for what they cost).
//
// # A yardstick
//
// The benchmarks are to be held against a C program for the report's network alone:
// its sizes 2-4-4-1 fixed at compile time, parameters in local arrays, one pass over
// the rows that computes for a row the three layers forward, sigmoid by exp, the
// logarithm of the label's clamped probability by log (both of libm), the gradient
// backward with ŷ(1-ŷ)/η(·), and adds it to local sums; then the update. No argument
// is checked. It begins from the parameters of a seed, runs 700 epochs again and again,
// and prints the median time of an epoch. Build and run it beside the benchmark, in turn,
// some ten times, and take the median of the ratios; where other work shares the machine,
// both by the thread's own clock (CLOCK_THREAD_CPUTIME_ID):
//
//	gcc -O3 -march=native -ffast-math fused.c -o fused -lm && ./fused
//	go test ./manual -run '^$' -bench 'Step/net=.2_4_4_1./rows=(21|100)$' -count 10 | tee new.txt
//	benchstat old.txt new.txt
//
// So measured, with gcc 12, a Step takes 0.79 times as long for the 21 rows of XOR, and
// 0.66 times for 100 rows.
package manual
