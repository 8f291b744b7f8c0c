// Command mkman writes the man pages of tvslab into a folder: go run ./cmd/mkman docs/man.
// It is a program of its own so that the Markdown renderer it needs stays out of tvslab.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra/doc"

	"tvslab/cmd/cli"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mkman DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "mkman:", err)
		os.Exit(3)
	}
}

func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	fixed := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) // the pages must not change from day to day
	root := cli.Root(os.Stdin, os.Stdout, os.Stderr)
	root.DisableAutoGenTag = true
	return doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "tvslab", Manual: "tvslab", Date: &fixed}, dir)
}
