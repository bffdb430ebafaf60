package gradcheck

import (
	"math"
	"sync"
	"sync/atomic"
)

// problem is f around one x, together with all that is known about it.
type problem struct {
	f        func([]float64) float64
	straight func([]float64) bool          // may be nil
	rounding func(int) float64             // may be nil
	name     func(int) string              // may be nil
	workers  int                           // how many goroutines may ask f
	bounds   func(int) (low, high float64) // nil without a domain
	inside   func([]float64) bool          // may be nil
	// claimRounding is that of Settings, or the default.
	claimRounding float64
	x             []float64
	claimed       []float64
	compared      []Comparison // of the elements, if differences have been compared with all of them
	only          map[int]bool // the elements to compare; nil means all
	spans         []span
	f0            float64 // f(x)
	noise         float64 // standard deviation of the rounding noise of f around x
	near          float64 // the same near x, and at least the rounding of f(x) itself
	measured      float64 // the same as it was measured, which may be too little by luck
	structured    bool    // it is more than it is at the finest spacing: f may have waves or kinks of its height
	size          float64 // |f| near x
	calls         int     // evaluations of f so far
	// scratch is x but for the element moved, or anything if that is everywhere; f is asked there.
	scratch []float64
	moved   int
	writes  bool // f writes to its argument
	search  search
	parts   int // how many parts of directions there were so far
	// What is known along the directions, and along the elements, of which groupSize in a row share
	// what is learnt.
	directional known
	groups      []known
}

const (
	// groupSize is how many elements are done by one worker in a row, whatever the number of workers.
	groupSize = 64
	// everywhere says that no element of scratch is known to be that of x.
	everywhere = -1
)

// known is what is known along some lines: f, its exact slopes, straight, and the estimates.
type known struct {
	values            map[place]value
	slopes            map[place]float64
	clamps            map[place]bool
	estimates, quicks map[int]*estimate
	slab              []estimate
	start             start
}

// place is the point x + t u on the line of an index.
type place struct {
	index int
	t     float64
}

// value is f at a point of a line. The point is rounded, so that t is not quite the
// one asked for.
type value struct{ t, f float64 }

// recall returns what is known at a place, or else computes it, and keeps it.
func recall[K comparable, V any](known *map[K]V, at K, compute func() V) V {
	if v, ok := (*known)[at]; ok {
		return v
	}
	v := compute()
	if *known == nil {
		*known = make(map[K]V)
	}
	(*known)[at] = v
	return v
}

// keep returns a copy of an estimate that stays.
func (k *known) keep(e estimate) *estimate {
	if len(k.slab) == cap(k.slab) {
		k.slab = make([]estimate, 0, groupSize)
	}
	k.slab = append(k.slab, e)
	return &k.slab[len(k.slab)-1]
}

// still reports of each element whether f has been seen along it and never changed.
func (p *problem) still() []bool {
	seen, changed := make([]bool, len(p.x)), make([]bool, len(p.x))
	for _, group := range p.groups {
		for at, v := range group.values {
			seen[at.index] = true
			changed[at.index] = changed[at.index] || v.f != p.f0
		}
	}
	for i := range seen {
		seen[i] = seen[i] && !changed[i]
	}
	return seen
}

// call returns f(y). Where f panics, as it may for a probability outside of (0,1),
// it has no value.
func (p *problem) call(y []float64) (v float64) {
	defer func() {
		if recover() != nil {
			v = math.NaN()
		}
	}()
	p.calls++
	return p.f(y)
}

// origin returns x to ask f at.
func (p *problem) origin() []float64 {
	p.moved = everywhere
	return line{p: p}.point(0)
}

// intact reports whether f, asked at points that differ from x in one element, has left the others as they were.
func (p *problem) intact() bool {
	for i, v := range p.scratch {
		if math.Float64bits(v) != math.Float64bits(p.x[i]) && i != p.moved && p.moved != everywhere {
			return false
		}
	}
	return true
}

// each does work along every element that is not left out, by groups: with any number of workers alike.
// The work may be done again.
func (p *problem) each(work func(l line)) {
	workers := min(p.workers, len(p.groups))
	if workers <= 1 {
		for g := range p.groups {
			p.group(g, work)
		}
		return
	}
	var next, calls atomic.Int64
	var all sync.WaitGroup
	for range workers {
		worker := *p
		worker.calls, worker.scratch, worker.moved = 0, make([]float64, len(p.x)), everywhere
		all.Go(func() {
			for g := int(next.Add(1)) - 1; g < len(p.groups); g = int(next.Add(1)) - 1 {
				worker.group(g, work)
			}
			calls.Add(int64(worker.calls))
		})
	}
	all.Wait()
	p.calls += int(calls.Load())
}

// group does work along each element of a group. If f has written to its argument, what it said since is
// void: all is done again, with a copy of x for each call.
func (p *problem) group(g int, work func(l line)) {
	lines := func() {
		for i := g * groupSize; i < min((g+1)*groupSize, len(p.x)); i++ {
			if !p.left(i) {
				work(line{p: p, index: i})
			}
		}
	}
	lines()
	if !p.writes && !p.intact() {
		p.writes, p.groups[g] = true, known{}
		lines()
		p.writes, p.moved = false, everywhere
	}
}
