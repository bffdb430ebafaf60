package page_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// chromium is Debian's headless Chromium, without what it does for itself in the
// background.
func chromium(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed (Debian: apt-get install chromium): the page is not looked at in a browser")
	}
	cmd := exec.CommandContext(t.Context(), path, append([]string{"--headless", "--no-sandbox", "--disable-gpu",
		"--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
		"--enable-logging=stderr",
		"--user-data-dir=" + t.TempDir()}, args...)...)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	require.NoError(t, cmd.Run(), log.String())
	return out.String(), log.String()
}

// policy is the page's own: a browser lets it fetch nothing. In the copy the script
// may run.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

// measure runs in a copy of the page once it is loaded and leaves what it finds in an
// element at its end. Every <details> is open. A text is measured by the boxes of
// its lines, less the room above and below the letters, and only as far as it can be
// seen: a table in a box that scrolls ends where the box does.
const measure = `
const requests = [];
addEventListener("securitypolicyviolation", v => requests.push(v.blockedURI));
addEventListener("load", () => {
document.querySelectorAll("details").forEach(d => d.open = true);
const root = document.documentElement;
const found = {width: innerWidth, scrollWidth: root.scrollWidth, requests,
  unsized: [], overlaps: [], texts: 0, wide: []};
for (const e of document.querySelectorAll("svg, img")) {
  const r = e.getBoundingClientRect();
  if (!(r.width > 0 && r.height > 0)) found.unsized.push(e.outerHTML.slice(0, 80));
}
function visible(rect, e) {
  let {left, top, right, bottom} = rect;
  for (; e && e !== root; e = e.parentElement) {
    if (getComputedStyle(e).overflowX === "visible") continue;
    const c = e.getBoundingClientRect();
    left = Math.max(left, c.left); right = Math.min(right, c.right); top = Math.max(top,
	c.top); bottom = Math.min(bottom, c.bottom);
  }
  return {left, top, right, bottom};
}
const boxes = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; node = walker.nextNode();) {
  const parent = node.parentElement;
  if (!node.data.trim() || ["STYLE", "SCRIPT"].includes(parent.tagName) || parent.closest(".skip")) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  found.texts++;
  for (const rect of range.getClientRects()) {
    const r = visible(rect, parent), h = r.bottom - r.top;
    if (!(r.right - r.left > 2 && h > 2)) continue;
    if (r.right > innerWidth + 1) found.wide.push(node.data.trim().slice(0, 60));
    boxes.push({left: r.left + 1, right: r.right - 1, top: r.top + 0.22 * h + scrollY, bottom: r.bottom - 0.22 * h +
	scrollY, node, text: node.data.trim().slice(0, 60)});
  }
}
boxes.sort((a, b) => a.top - b.top);
boxes.forEach((a, i) => {
  for (let k = i + 1; k < boxes.length && boxes[k].top < a.bottom; k++) {
    const b = boxes[k];
    if (a.node !== b.node && a.left < b.right && b.left < a.right) found.overlaps.push(a.text + " | " + b.text);
  }
});
parent.postMessage(JSON.stringify(found), "*");
});
`

// frame shows a page of a width that no window of Chromium has.
const frame = `<iframe src="page.html" width="%d" height="900" style="border:0"></iframe>`

// collect leaves in elements what the scripts of the framed pages find.
const collect = `<script>
addEventListener("message", m => {
  const e = document.createElement("pre");
  e.className = "found";
  e.textContent = m.data;
  document.body.append(e);
});
</script>`

type findings struct {
	Width, ScrollWidth, Texts         int
	Requests, Unsized, Overlaps, Wide []string
}

var foundElement = regexp.MustCompile(`(?s)<pre class="found">(.*?)</pre>`)

// foundIn is what the script finds in a page of each width in pixels, and what the
// browser logs.
func foundIn(t *testing.T, page string, widths ...int) (found map[int]findings, log string) {
	t.Helper()
	dir := t.TempDir()
	require.Contains(t, page, policy)
	copied := strings.Replace(page, policy, policy+"; script-src 'unsafe-inline'", 1)
	copied = strings.Replace(copied, "</title>", "</title><script>"+measure+"</script>", 1)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "page.html"), []byte(copied), 0o666))
	outer := "<!doctype html><html><body>" + collect
	for _, width := range widths {
		outer += fmt.Sprintf(frame, width)
	}
	path := filepath.Join(dir, "frame.html")
	require.NoError(t, os.WriteFile(path, []byte(outer+"</body></html>"), 0o666))
	dom, log := chromium(t, "--window-size=1500,1000", "--virtual-time-budget=10000", "--dump-dom", "file://"+path)
	found = map[int]findings{}
	for _, match := range foundElement.FindAllStringSubmatch(dom, -1) {
		var f findings
		require.NoError(t, json.Unmarshal([]byte(html.UnescapeString(match[1])), &f))
		found[f.Width] = f
	}
	require.Len(t, found, len(widths), "the script has not run; the browser says: %s", log)
	return found, log
}

// The page as a browser shows it, on telephones and on desks.
func TestThePageInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	widths := []int{320, 400, 800, 1400}
	found, log := foundIn(t, whole(t), widths...)
	assert.NotContains(t, log, "CONSOLE", "no error in the console")
	for _, width := range widths {
		t.Run(fmt.Sprintf("%d pixels", width), func(t *testing.T) {
			found := found[width]
			assert.Greater(t, found.Texts, 3000, "texts were measured")
			assert.LessOrEqual(t, found.ScrollWidth, width, "nothing is wider than the screen")
			assert.Empty(t, found.Requests, "nothing is fetched")
			assert.Empty(t, found.Unsized, "every image has a size")
			assert.Empty(t, found.Overlaps, "no text overlaps another")
			assert.Empty(t, found.Wide, "no text leaves the screen")
		})
	}
}

// The measuring itself: a page with each fault is found out.
func TestTheBrowserSeesFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	all, log := foundIn(t, `<!doctype html><html><head>
<meta http-equiv="Content-Security-Policy" content="`+policy+`"><title>x</title></head><body>
<p style="position:absolute;top:10px;left:10px">one text</p>
<p style="position:absolute;top:12px;left:30px">another text</p><svg width="0" height="9"></svg><img src="none.png">
<p style="position:absolute;top:99px;left:380px;white-space:nowrap">a text that leaves</p>
<script>console.error("broken")</script></body></html>`, 400)
	found := all[400]
	assert.Contains(t, log, "CONSOLE")
	assert.Equal(t, []string{"one text | another text"}, found.Overlaps)
	assert.Equal(t, []string{"a text that leaves"}, found.Wide)
	assert.Len(t, found.Unsized, 1)
	assert.Len(t, found.Requests, 1)
	assert.Greater(t, found.ScrollWidth, 400)
}
