package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const largeAudits = "../docs/large-audits.md"

// indexedJob is what the test reads of a Job of Kubernetes.
type indexedJob struct {
	Spec struct {
		Completions    int
		CompletionMode string `yaml:"completionMode"`
		Template       struct {
			Spec struct {
				Containers []struct {
					Command, Args []string
					Env           []struct{ Name, Value string }
				}
			}
		}
	}
}

// The page's three ways to run an audit in parts, with a part that is killed in the middle and run again, give the
// bytes of one run.
func TestLargeAudits(t *testing.T) {
	const seeds, shards, killed = 24, 4, 2
	env := []string{fmt.Sprintf("AUDIT=--seeds %d --claims layout", seeds), fmt.Sprint("SHARDS=", shards)}
	text := strings.Join(strings.Fields(readFile(t, largeAudits)), " ")
	assert.Contains(t, text, fmt.Sprintf("(`AUDIT=%q`, `%s`)", strings.TrimPrefix(env[0], "AUDIT="), env[1]))

	scripts := blocksOf(t, largeAudits, "sh")
	require.Len(t, scripts, 4)
	build, merge, parallel, slurm := scripts[0], scripts[1], scripts[2], scripts[3]
	var job indexedJob
	require.NoError(t, yaml.Unmarshal([]byte(blocksOf(t, largeAudits, "yaml")[0]), &job))
	container := job.Spec.Template.Spec.Containers[0]
	require.Equal(t, []string{"sh", "-c"}, container.Command)
	assert.Equal(t, "Indexed", job.Spec.CompletionMode)

	// The page is of one audit throughout.
	assert.Contains(t, build, fmt.Sprintf(`AUDIT="${AUDIT:=%s}" SHARDS="${SHARDS:=%s}"`,
		container.Env[0].Value, container.Env[1].Value))
	assert.Equal(t, container.Env[1].Value, strconv.Itoa(job.Spec.Completions))
	assert.Contains(t, slurm, "\n#SBATCH --array=1-"+container.Env[1].Value+"\n")

	one := newPlace(t)
	succeed(t, one.sh(build+"./backprop audit $AUDIT --json audit.json --csv audit.csv", env...))

	// eachShard runs one shard after the other by the script, and the one that is killed twice.
	eachShard := func(script string, index func(shard int) string) func(*testing.T, *place) {
		return func(t *testing.T, p *place) {
			for shard := 1; shard <= shards; shard++ {
				if shard == killed {
					require.Error(t, p.sh(script, append(env, index(shard))...).Run(), "it is killed")
				}
				succeed(t, p.sh(script, append(env, index(shard))...))
			}
		}
	}
	for name, way := range map[string]func(*testing.T, *place){
		"GNU parallel": func(t *testing.T, p *place) {
			if version, err := exec.Command("parallel", "--version").Output(); err != nil ||
				!bytes.HasPrefix(version, []byte("GNU parallel")) {
				t.Skip("there is no GNU parallel")
			}
			succeed(t, p.sh(parallel, append(env, "HOME="+t.TempDir(), "SHELL=/bin/sh")...))
		},
		"Slurm": eachShard(slurm, func(shard int) string { return fmt.Sprint("SLURM_ARRAY_TASK_ID=", shard) }),
		"Kubernetes": eachShard(container.Args[0],
			func(shard int) string { return fmt.Sprint("JOB_COMPLETION_INDEX=", shard-1) }),
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			records := fmt.Sprintf("part-%d.jsonl", killed)
			p.env = append(p.env, "DOCUMENTS_KILLED="+records)
			succeed(t, p.sh(build, env...))
			way(t, p)
			finished := finishedSeeds(filepath.Join(p.dir, records+whenKilled))
			assert.True(t, 0 < finished && finished < seeds/shards, "killed after %d seeds", finished)
			succeed(t, p.sh(merge, env...))
			for _, file := range []string{"audit.json", "audit.csv"} {
				want, got := readFile(t, filepath.Join(one.dir, file)), readFile(t, filepath.Join(p.dir, file))
				assert.True(t, want == got, "%s is not that of one run", file)
			}
		})
	}
}

// succeed runs a command that must end well.
func succeed(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s\n%s", cmd.Args, out)
}
