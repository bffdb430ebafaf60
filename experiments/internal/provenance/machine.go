// Package provenance says where and with what results were computed.
package provenance

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// Machine is what a timing depends on.
type Machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	System string `json:"system"` // "linux/amd64"
	Versions
	Measured time.Time `json:"measured"`
}

// Versions are what the digits of a result depend on.
type Versions struct {
	Go       string            `json:"go"`
	Commit   string            `json:"commit"`
	Modified bool              `json:"modified"` // the sources differ from the commit
	Modules  map[string]string `json:"modules"`
}

// This returns the machine on which the program runs, as far as the system tells,
// and the program's own versions.
func This() Machine {
	return Machine{CPU: cpuModel(), Cores: runtime.GOMAXPROCS(0), System: runtime.GOOS + "/" + runtime.GOARCH,
		Versions: theseVersions(), Measured: time.Now().UTC().Truncate(time.Second)}
}

// TheseVersions returns the program's own, as they are when it is first asked.
var TheseVersions = sync.OnceValue(theseVersions)

func theseVersions() Versions {
	m := Versions{Go: runtime.Version(), Commit: "unknown", Modules: map[string]string{}}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return m
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			m.Commit = s.Value
		case "vcs.modified":
			m.Modified = s.Value == "true"
		}
	}
	for _, d := range info.Deps {
		switch d.Path {
		case "gorgonia.org/gorgonia", "gorgonia.org/tensor", "gonum.org/v1/gonum",
			"gonum.org/v1/netlib", "gonum.org/v1/plot":
			m.Modules[d.Path] = d.Version
		}
	}
	if m.Commit == "unknown" {
		m.askGit(info.Main.Path)
	}
	return m
}

// askGit finds the commit where the build does not record it, as go run does not:
// from the checkout of the module in which the program was started, and from no
// other repository.
func (v *Versions) askGit(module string) {
	root, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return
	}
	file, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "go.mod"))
	if first, _, _ := strings.Cut(string(file), "\n"); err != nil || strings.TrimSpace(first) != "module "+module {
		return
	}
	if out, err := exec.Command("git", "rev-parse", "HEAD").Output(); err == nil {
		v.Commit = strings.TrimSpace(string(out))
		changes, err := exec.Command("git", "status", "--porcelain").Output()
		v.Modified = err == nil && len(changes) > 0
	}
}

// cpuModel is the processor's name where the system tells it.
func cpuModel() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

// String is the hardware in a line of a report.
func (m Machine) String() string { return fmt.Sprintf("%s, %d cores, %s", m.CPU, m.Cores, m.System) }

func (v Versions) commit() string {
	if v.Commit == "unknown" {
		return "unknown commit"
	}
	return fmt.Sprintf("commit %.12s", v.Commit)
}

// Software is the rest in a line.
func (m Machine) Software() string {
	return fmt.Sprintf("%s, gorgonia %s, gonum %s, %s", m.Go,
		m.Modules["gorgonia.org/gorgonia"], m.Modules["gonum.org/v1/gonum"], m.commit())
}
