// Command mkscenarios plays the scenario library in memory and writes a page about it: go run ./cmd/mkscenarios
// docs/scenarios.md. It uses the lab keys of testdata/keys and ends with status 1 if an expectation does not hold.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/keypool"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mkscenarios FILE")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process
	if err := write(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "mkscenarios:", err)
		os.Exit(1)
	}
}

func write(ctx context.Context, file string) error {
	library, err := library.Find("*")
	if err != nil {
		return err
	}
	keys, err := keypool.Open("testdata/keys", nil)
	if err != nil {
		return err
	}
	played, err := playAll(ctx, library, scenarios.Options{Keys: keys})
	if err != nil {
		return err
	}
	return os.WriteFile(file, page(played), 0o644)
}
