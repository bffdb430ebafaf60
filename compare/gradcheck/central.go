package gradcheck

// central compares every element with differences of f.
func (p *problem) central() []Comparison {
	estimates := make([]estimate, len(p.x))
	values := make([]float64, len(p.x))
	for i := range p.x {
		l := line{p: p, index: i}
		estimates[i] = l.estimate(l.start(), false)
		values[i] = estimates[i].value
	}
	norms := p.blockNorms(values)
	return p.elements(func(i int, c *Comparison) {
		line{p: p, index: i}.judge(c, estimates[i], claimRounding*norms[i])
	})
}

// elements makes one comparison per element of x and has it judged.
func (p *problem) elements(judge func(i int, c *Comparison)) []Comparison {
	cs := make([]Comparison, len(p.x))
	for _, s := range p.spans {
		for i := s.start; i < s.end; i++ {
			cs[i] = Comparison{Name: s.element(i), Block: s.Name, Index: i, Claimed: p.claimed[i]}
			judge(i, &cs[i])
		}
	}
	return cs
}
