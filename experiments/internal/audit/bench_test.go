package audit

import "testing"

// The cost of a seed, by what is asked. The engines and the plan are made once.
func BenchmarkSeed(b *testing.B) {
	ids, err := IDs()
	if err != nil {
		b.Fatal(err)
	}
	for _, id := range append(ids, "all") {
		b.Run("ask="+id, func(b *testing.B) {
			settings := Settings{Seeds: 1}
			if id != "all" {
				settings.Claims = []string{id}
			}
			p, err := newPlan(settings)
			if err != nil {
				b.Fatal(err)
			}
			t, err := newTrial(p)
			if err != nil {
				b.Fatal(err)
			}
			seed := 0
			b.ReportAllocs()
			for b.Loop() {
				seed++
				if _, err := t.run(b.Context(), seed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
