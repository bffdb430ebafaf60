// Package live has the parts of the page that compute in front of the reader: the
// engine by hand and the checker as a WebAssembly program (directories program and
// session), and the scripts that show what it says.
package live

import (
	"embed"
	"encoding/base64"
	"html/template"
	"slices"
	"strings"
)

//go:generate go test . -run Program -update

// program is ./program, compiled and compressed. A test holds it current.
//
//go:embed program.wasm.gz
var program []byte

// scripts are written by hand but for wasm_exec.js, which is Go's own support of a
// program of the same version.
//
//go:embed *.js
var scripts embed.FS

// Scripts are the elements that a page has at its end. The program is text to the
// browser until the reader asks for it; then it runs in a worker, which is
// text until then too.
func Scripts() template.HTML {
	var b strings.Builder
	element := func(attributes, text string) {
		b.WriteString("<script" + attributes + ">" + text + "</script>\n")
	}
	// In pieces: a browser paints between two elements, and never within one.
	for piece := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(program)), 1<<16) {
		element(` type="text/plain" class="live-program"`, string(piece))
	}
	element(` type="text/plain" id="live-worker"`, script("wasm_exec.js")+script("worker.js"))
	element("", script("engine.js")+script("draw.js")+script("train.js")+script("check.js")+script("page.js"))
	return template.HTML(b.String())
}

// script is a script that an XML parser passes over, too.
func script(name string) string {
	text, err := scripts.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return "/*<![CDATA[*/\n" + string(text) + "/*]]>*/\n"
}
