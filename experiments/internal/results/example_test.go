package results_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"backprop/experiments/internal/results"
)

func Example() {
	root, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(root)
	dir := filepath.Join(root, "results")

	release, err := results.Hold(dir, false) // before the long work
	if err != nil {
		log.Fatal(err)
	}
	defer release()
	var r results.Results
	r.Add("data.json", []byte("{}\n"))
	r.Add(results.Page, []byte("<!doctype html>\n"))
	if err := r.Write(context.Background(), dir); err != nil {
		log.Fatal(err)
	}

	read, err := results.Open(dir)
	if err != nil {
		log.Fatal(err)
	}
	data, err := read("data.json")
	fmt.Printf("%s%v\n", data, err)
	// Output:
	// {}
	// <nil>
}
