package provenance_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"backprop/experiments/provenance"
)

func ExampleThis() {
	m := provenance.This()
	fmt.Println(m.Cores == runtime.GOMAXPROCS(0), m.Go == runtime.Version())
	// Output: true true
}

func TestAMachineIsALineAndItsSoftwareAnother(t *testing.T) {
	m := provenance.Machine{CPU: "Z80", Cores: 1, System: "cpm/z80", Go: "go1", Commit: "0123456789abcdef",
		Modules: map[string]string{"gorgonia.org/gorgonia": "v1", "gonum.org/v1/gonum": "v2"}}
	assert.Equal(t, "Z80, 1 cores, cpm/z80", m.String())
	assert.Equal(t, "go1, gorgonia v1, gonum v2, commit 0123456789ab", m.Software())
}
