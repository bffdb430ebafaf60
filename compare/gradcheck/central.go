package gradcheck

import "fmt"

// central compares every element with differences of f. An element that a quick estimate certifies is
// searched no further: to agree is more than either of them could have made up.
func (p *problem) central() []Comparison {
	estimates := make([]estimate, len(p.x))
	sizes := p.blockNorms(p.claimed)
	p.each(func(l line) {
		e := l.quick()
		if !e.bears(p.claimed[l.index], p.claimRounding*sizes[l.index]) {
			e = l.estimate()
		}
		estimates[l.index] = e
	})
	values := make([]float64, len(p.x))
	for i, e := range estimates {
		values[i] = e.value
	}
	norms := p.blockNorms(values)
	for i, e := range estimates { // in units in which f varies alike
		values[i] *= e.scale()
	}
	scaled := p.blockNorms(values)
	return p.elements(func(l line, c *Comparison) {
		i, e := l.index, estimates[l.index]
		rounding := p.claimRounding * min(norms[i], scaled[i]/e.scale())
		if e.quick && !e.bears(c.Claimed, rounding) {
			e = l.estimate()
		}
		l.judge(c, e, rounding)
	})
}

// centralAlong compares the slope along every direction.
func (p *problem) centralAlong(lines []line) []Comparison {
	return p.along(lines, func(l line, c *Comparison, size float64) {
		l.judge(c, l.estimate(), p.claimRounding*size)
	})
}

// elements makes one comparison per element of x that is not left out, and has it judged, perhaps twice.
func (p *problem) elements(judge func(l line, c *Comparison)) []Comparison {
	cs := make([]Comparison, 0, len(p.x))
	at := make([]int, len(p.x))
	names := p.names()
	for _, s := range p.spans {
		for i := s.start; i < s.end; i++ {
			if !p.left(i) {
				at[i] = len(cs)
				cs = append(cs, Comparison{Name: names[i], Block: s.Name, Index: i, Claimed: p.claimed[i], F: p.f0})
			}
		}
	}
	p.each(func(l line) { judge(l, &cs[at[l.index]]) })
	return cs
}

// along makes one comparison of g·u per direction and has it judged; size is that of
// the slope unless it cancels.
func (p *problem) along(lines []line, judge func(l line, c *Comparison, size float64)) []Comparison {
	cs := make([]Comparison, len(lines))
	for d, l := range lines {
		l.rough = p.noise // each element has steps, and noise, of its own
		cs[d] = Comparison{Name: fmt.Sprintf("direction %d", d+1), Index: d, Claimed: dot(p.claimed, l.u), F: p.f0}
		judge(l, &cs[d], p.sizeAlong(l.u))
	}
	return cs
}

// left reports whether element i is left out.
func (p *problem) left(i int) bool { return p.only != nil && !p.only[i] }

// names are those of the elements, in one piece of memory.
func (p *problem) names() []string {
	names, ends := make([]string, len(p.x)), make([]int, len(p.x))
	var all []byte
	for _, s := range p.spans {
		for i := s.start; i < s.end; i++ {
			switch {
			case p.left(i):
			case p.name != nil:
				names[i] = p.name(i)
			default:
				all = s.element(all, i)
			}
			ends[i] = len(all)
		}
	}
	text, last := string(all), 0
	for i, end := range ends {
		if p.name == nil {
			names[i] = text[last:end]
		}
		last = end
	}
	return names
}
