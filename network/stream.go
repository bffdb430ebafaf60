package network

import (
	"math"

	"gonum.org/v1/gonum/mathext/prng"

	"backprop/network/portable"
)

// Stream is numpy's legacy random stream, numpy.random.RandomState: after the
// same seed it yields the same float64 values, up to the last bit of a logarithm
// in the normal ones. It is not safe for concurrent use.
type Stream struct {
	twister prng.MT19937
	// cached is the second value of the last polar pair, which the next call of
	// Normal returns; Uniform leaves it alone, as numpy does.
	cached    float64
	hasCached bool
}

// NewStream returns numpy.random.RandomState(seed). The seed goes from 0 to
// 2^32-1; any other is an error.
func NewStream(seed int64) (*Stream, error) {
	if seed < 0 || seed > math.MaxUint32 {
		return nil, Invalid("seed", "%d: want 0 to %d, as numpy's legacy generator", seed, uint32(math.MaxUint32))
	}
	s := new(Stream)
	s.twister.Seed(uint64(seed)) // init_genrand
	return s, nil
}

// Uniform returns a value in [0, 1) with 53 random bits, genrand_res53 of
// Matsumoto and Nishimura's mt19937ar.c.
func (s *Stream) Uniform() float64 {
	a, b := s.twister.Uint32()>>5, s.twister.Uint32()>>6
	return (float64(float64(a)*(1<<26)) + float64(b)) / (1 << 53)
}

// Normal returns a standard normal value by Marsaglia's polar method, which
// makes two at a time: numpy returns the second first and keeps the other.
func (s *Stream) Normal() float64 {
	if s.hasCached {
		s.hasCached = false
		return s.cached
	}
	for {
		u := float64(2*s.Uniform()) - 1
		v := float64(2*s.Uniform()) - 1
		r2 := float64(u*u) + float64(v*v)
		if r2 >= 1 || r2 == 0 {
			continue
		}
		f := math.Sqrt(-2 * portable.Log(r2) / r2)
		s.cached, s.hasCached = f*u, true
		return f * v
	}
}
