package page_test

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/measure.js
var measure string

//go:embed testdata/drive.js
var drive string

var (
	browser = flag.Bool("browser", false, "look at the page in Chromium, and use every control of it")
	axe     = flag.String("axe", "", "the same with axe-core, from this file (axe.min.js of npm's package)")
)

// axeRun has axe-core look at everything that can be seen.
const axeRun = `addEventListener("load", () => requestAnimationFrame(() => setTimeout(async () => {
  document.querySelectorAll("details").forEach(d => d.open = true);
  await play(); await examine(3); await plant(); await speak();
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  parent.postMessage(JSON.stringify(violations.map(v => v.id + ": " + v.nodes[0].html)), "*");
})));`

// policy is the page's own: a browser lets it fetch nothing.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; " +
	"script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:"

// framed is a page of a width in pixels, which no window of Chromium may have, with a
// script that reports by a message to its parent.
type framed struct {
	name, html, script string
	width              int
}

// collect sends what the scripts of the frames report to the test, in one piece.
const collect = `<script>
const found = {};
addEventListener("message", m => {
  for (const f of document.querySelectorAll("iframe")) if (f.contentWindow === m.source) found[f.id] = m.data;
  if (Object.keys(found).length < document.querySelectorAll("iframe").length) return;
  fetch("%s", {method: "POST", mode: "no-cors", body: JSON.stringify(found)});
});
</script>`

// browse opens all frames in one Chromium, as files, and returns what the script of each
// reports, and what the browser logs.
func browse(t *testing.T, frames ...framed) (found map[string]string, log string) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed (Debian: apt-get install chromium): the page is not looked at in a browser")
	}
	reported := make(chan []byte, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		reported <- body
	}))
	defer server.Close()
	dir := t.TempDir()
	outer := "<!doctype html><html><head>" + fmt.Sprintf(collect, server.URL) + "</head><body>"
	for _, f := range frames {
		copied := strings.Replace(f.html, "</title>", "</title><script>"+f.script+"</script>", 1)
		require.NoError(t, os.WriteFile(filepath.Join(dir, f.name+".html"), []byte(copied), 0o666))
		// One upon the other: a frame out of sight has no animation.
		outer += fmt.Sprintf(`<iframe id="%s" src="%[1]s.html" width="%d" height="900" `+
			`style="border:0; position:absolute; top:0; left:0"></iframe>`, f.name, f.width)
	}
	path := filepath.Join(dir, "frame.html")
	require.NoError(t, os.WriteFile(path, []byte(outer+"</body></html>"), 0o666))
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--hide-scrollbars", "--enable-logging=stderr", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--window-size=1500,1000", "--remote-debugging-port=0", "file://"+path)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	defer func() {
		cancel()
		cmd.Wait()
		log = stderr.String()
	}()
	select {
	case body := <-reported:
		require.NoError(t, json.Unmarshal(body, &found))
	case <-time.After(5 * time.Minute):
		cancel()
		cmd.Wait()
		require.Fail(t, "the scripts have not run", stderr.String())
	}
	return found, log
}

// measured is what the script measure.js finds.
type measured struct {
	Width, ScrollWidth, Texts         int
	Requests, Unsized, Overlaps, Wide []string
}

// faulty is a page with each fault that is looked for.
const faulty = `<!doctype html><html><head>
<meta http-equiv="Content-Security-Policy" content="` + policy + `"><title>x</title></head><body>
<p style="position:absolute;top:10px;left:10px">one text</p>
<p style="position:absolute;top:12px;left:30px">another text</p><svg width="0" height="9"></svg><img src="none.png">
<p style="position:absolute;top:99px;left:380px;white-space:nowrap">a text that leaves</p>
<script>console.error("broken")</script></body></html>`

// The page as a browser shows it, on telephones and on desks, and every control of it.
func TestThePageInABrowser(t *testing.T) {
	if !*browser && *axe == "" {
		t.Skip("-browser looks at the page in Chromium, which takes many seconds")
	}
	frames := []framed{{"driven", whole(t), drive, 1400}, {"faulty", faulty, measure, 400}}
	widths := []int{320, 400, 800, 1400}
	for _, width := range widths {
		frames = append(frames, framed{fmt.Sprint(width), whole(t), measure, width})
	}
	if *axe != "" {
		library, err := os.ReadFile(*axe)
		require.NoError(t, err)
		frames = append(frames, framed{"axe", whole(t), string(library) + axeRun, 1400})
	}
	all, log := browse(t, frames...)
	messages := map[string][]string{} // in the console, by page
	for line := range strings.SplitSeq(log, "\n") {
		if _, of, found := strings.Cut(line, "CONSOLE"); found {
			_, of, _ = strings.Cut(of, "source: ")
			name, _, _ := strings.Cut(filepath.Base(of), ".html")
			messages[name] = append(messages[name], line)
		}
	}
	for _, width := range widths {
		t.Run(fmt.Sprintf("%d pixels", width), func(t *testing.T) {
			var found measured
			require.NoError(t, json.Unmarshal([]byte(all[fmt.Sprint(width)]), &found))
			assert.Greater(t, found.Texts, 3000, "texts were measured")
			assert.LessOrEqual(t, found.ScrollWidth, width, "nothing is wider than the screen")
			assert.Empty(t, found.Requests, "nothing is fetched")
			assert.Empty(t, found.Unsized, "every image has a size")
			assert.Empty(t, found.Overlaps, "no text overlaps another")
			assert.Empty(t, found.Wide, "no text leaves the screen")
			assert.Empty(t, messages[fmt.Sprint(width)], "no error in the console")
		})
	}
	t.Run("faults are seen", func(t *testing.T) {
		var found measured
		require.NoError(t, json.Unmarshal([]byte(all["faulty"]), &found))
		assert.NotEmpty(t, messages["faulty"])
		assert.Equal(t, []string{"one text | another text"}, found.Overlaps)
		assert.Equal(t, []string{"a text that leaves"}, found.Wide)
		assert.Len(t, found.Unsized, 1)
		assert.Len(t, found.Requests, 1)
		assert.Greater(t, found.ScrollWidth, 400)
	})
	if *axe != "" {
		assert.Equal(t, "[]", all["axe"], "no violation of what axe-core knows of accessibility")
	}
	t.Run("every control", func(t *testing.T) {
		assert.Empty(t, messages["driven"], "no error in the console")
		controlled(t, all["driven"])
	})
}
