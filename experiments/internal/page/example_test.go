package page_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"strings"

	"backprop/experiments/internal/page"
)

func ExampleWrite() {
	files, err := dataFiles()
	if err != nil {
		log.Fatal(err)
	}
	var html bytes.Buffer
	if err := page.Write(context.Background(), &html, files.read); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Count(html.String(), "<h2"), "parts")
	// Output: 8 parts
}
