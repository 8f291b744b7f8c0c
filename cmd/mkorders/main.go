// Command mkorders plays the orders of Cisco's guides, right ones and wrong ones, as tvslab plan and tvslab explore do, and writes a
// page with what comes of them on every release: go run ./cmd/mkorders docs/orders.md. It uses the lab keys of testdata/keys and
// ends with status 1 if a right order does harm or a wrong one does none.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"tvslab/sim/keypool"
)

const (
	folder = "scenarios/orders"
	keys   = "testdata/keys"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mkorders FILE")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process
	if err := write(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "mkorders:", err)
		os.Exit(1)
	}
}

func write(ctx context.Context, file string) error {
	pool, err := keypool.Open(keys, nil)
	if err != nil {
		return err
	}
	all, err := playAll(ctx, folder, pool)
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := p.contradiction(); err != nil {
			return err
		}
	}
	return os.WriteFile(file, page(all), 0o644)
}
