package audit

import (
	"errors"
	"fmt"
)

// Validate reports what in a report from a file no tag of its fields tells.
func (r *Report) Validate() error {
	if r.Method != Method {
		return fmt.Errorf("method is %d: want %d", r.Method, Method)
	}
	if len(r.Runs) == 0 && r.Sweep == nil {
		return errors.New("runs is empty")
	}
	for i, c := range r.Claims {
		for k, j := range c.Judgements {
			at := fmt.Sprintf("claims[%d].judgements[%d]", i, k)
			part := c.Part(j.Part)
			if part.ID == "" {
				return fmt.Errorf("%s.part is %q: want the id of a part of claim %s", at, j.Part, c.ID)
			}
			if got, want := len(j.Row.TrueAt), len(part.Thresholds); got != want || len(j.Shared.TrueAt) != want {
				return fmt.Errorf("%s has true_at of %d and %d elements: want %d", at, got, len(j.Shared.TrueAt), want)
			}
		}
	}
	return nil
}
