package output_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"backprop/experiments/internal/output"
)

func ExampleWriteFiles() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	err = output.WriteFiles(context.Background(), dir,
		[]output.File{{Name: "a.txt", Data: []byte("a")}, {Name: "b.txt", Data: []byte("b")}})
	if err != nil {
		log.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		fmt.Println(e.Name())
	}
	fmt.Println(err)
	// Output:
	// a.txt
	// b.txt
	// <nil>
}
