package gradcheck

import "fmt"

// central compares every element with differences of f.
func (p *problem) central() []Comparison {
	estimates := make([]estimate, len(p.x))
	values := make([]float64, len(p.x))
	for i := range p.x {
		if p.left(i) {
			continue
		}
		estimates[i] = line{p: p, index: i}.estimate()
		values[i] = estimates[i].value
	}
	norms := p.blockNorms(values)
	for i, e := range estimates { // in units in which f varies alike
		values[i] *= e.scale()
	}
	scaled := p.blockNorms(values)
	return p.elements(func(i int, c *Comparison) {
		line{p: p, index: i}.judge(c, estimates[i], p.claimRounding*min(norms[i], scaled[i]/estimates[i].scale()))
	})
}

// centralAlong compares the slope along every direction.
func (p *problem) centralAlong(lines []line) []Comparison {
	return p.along(lines, func(l line, c *Comparison, size float64) {
		l.judge(c, l.estimate(), p.claimRounding*size)
	})
}

// elements makes one comparison per element of x that is not left out, and has it judged.
func (p *problem) elements(judge func(i int, c *Comparison)) []Comparison {
	cs := make([]Comparison, 0, len(p.x))
	for _, s := range p.spans {
		for i := s.start; i < s.end; i++ {
			if p.left(i) {
				continue
			}
			c := Comparison{Name: s.element(i), Block: s.Name, Index: i, Claimed: p.claimed[i], F: p.f0}
			if p.name != nil {
				c.Name = p.name(i)
			}
			judge(i, &c)
			cs = append(cs, c)
		}
	}
	return cs
}

// along makes one comparison of g·u per direction and has it judged; size is that of
// the slope unless it cancels.
func (p *problem) along(lines []line, judge func(l line, c *Comparison, size float64)) []Comparison {
	cs := make([]Comparison, len(lines))
	for d, l := range lines {
		cs[d] = Comparison{Name: fmt.Sprintf("direction %d", d+1), Index: d, Claimed: dot(p.claimed, l.u), F: p.f0}
		judge(l, &cs[d], p.sizeAlong(l.u))
	}
	return cs
}

// left reports whether element i is left out.
func (p *problem) left(i int) bool { return p.only != nil && !p.only[i] }
