// Command mkstatements plays the scenarios of scenarios/statements, runs the commands of commands.yaml, and writes a page
// that says of each statement of the founding documents how tvslab stands to it: go run ./cmd/mkstatements
// docs/statements.md. It uses the lab keys of testdata/keys and ends with status 1 if a statement does not hold.
package main

import (
	"context"
	"os"
	"path/filepath"

	"tvslab/cmd/generator"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
)

func main() { generator.Main("mkstatements", write) }

const (
	folder = "scenarios/statements"
	keys   = "testdata/keys"
)

func write(ctx context.Context, file string) error {
	pool, err := keypool.Open(keys, nil)
	if err != nil {
		return err
	}
	all, err := statements(ctx, filepath.FromSlash(folder), scenarios.Options{Keys: pool})
	if err != nil {
		return err
	}
	return os.WriteFile(file, page(all), 0o644)
}
