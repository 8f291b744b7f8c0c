// Command mkorders plays the orders of Cisco's guides, right ones and wrong ones, as tvslab plan and tvslab explore do, and writes a
// page with what comes of them on every release: go run ./cmd/mkorders docs/orders.md. It uses the lab keys of testdata/keys and
// ends with status 1 if a right order does harm or a wrong one does none.
package main

import (
	"context"
	"os"

	"tvslab/cmd/generator"
	"tvslab/sim/keypool"
)

const (
	folder = "scenarios/orders"
	keys   = "testdata/keys"
)

func main() { generator.Main("mkorders", write) }

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
