package network

// NewNormal returns parameters drawn from the standard normal distribution, in
// the report's order: W1, b1, W2, b2, …, weights row by row, biases as one row.
// With Row bias every one of the rows training rows starts from that one row.
// It returns an error if spec is not valid or too large (see
// [Spec.ValidateRows]).
func NewNormal(spec Spec, rows int, stream *Stream) (*Parameters, error) {
	p, err := NewParameters(spec, rows)
	if err != nil {
		return nil, err
	}
	for _, t := range p.Tensors {
		values := t.Of(p.Values)
		drawn := values
		if t.Bias {
			drawn = values[:t.Cols]
		}
		for i := range drawn {
			drawn[i] = stream.Normal()
		}
		for filled := len(drawn); filled < len(values); filled += len(drawn) {
			copy(values[filled:], drawn)
		}
	}
	return p, nil
}
