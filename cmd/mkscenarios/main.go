// Command mkscenarios plays the scenario library in memory and writes a page about it, and the same as data beside it: go run ./cmd/mkscenarios
// docs/scenarios.md writes docs/scenarios.json too. It uses the lab keys of testdata/keys and ends with status 1 if an expectation does not hold.
package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"tvslab/cmd/generator"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/keypool"
)

func main() { generator.Main("mkscenarios", write) }

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
	data, err := recorded(played).Text()
	if err != nil {
		return err
	}
	if err := os.WriteFile(strings.TrimSuffix(file, filepath.Ext(file))+".json", data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(file, page(played), 0o644)
}
