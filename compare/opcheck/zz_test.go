package opcheck

import (
	"context"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) { Child(Ops()); os.Exit(m.Run()) }
func TestAll(t *testing.T) {
	t0 := time.Now()
	ops := Ops()
	if f := os.Getenv("F"); f != "" {
		var o []Op
		for _, x := range ops {
			for _, n := range strings.Split(f, ",") {
				if n == x.Name {
					o = append(o, x)
				}
			}
		}
		ops = o
	}
	n := 0
	r, err := Run(context.Background(), ops, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r {
		n += len(x.Cases)
		fmt.Printf("%-22s %3d", x.Op, len(x.Cases))
		for _, st := range Stages() {
			c := map[Verdict]int{}
			for _, k := range x.Cases {
				c[k.Findings[st].Verdict]++
			}
			var ks []string
			for v, n := range c {
				ks = append(ks, fmt.Sprintf("%s %d", v, n))
			}
			sort.Strings(ks)
			fmt.Printf(" | %s: %s", st, strings.Join(ks, ", "))
		}
		fmt.Println()
		if os.Getenv("V") != "" {
			for _, k := range x.Cases {
				for _, st := range Stages() {
					f := k.Findings[st]
					if f.Verdict != Right {
						fmt.Printf("     %s%s %s: %s %s\n", k.Sample, "", st, f.Verdict, f.Detail)
					}
				}
			}
		}
	}
	fmt.Println(len(ops), n, time.Since(t0))
}
