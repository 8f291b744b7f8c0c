// Command mkapi writes the pages of the control API: go run ./cmd/mkapi docs/api.md writes that page and openapi.json beside it, from the
// types of package api; the examples are asked of a lab in memory. It uses the lab keys of testdata/keys.
package main

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"path/filepath"

	"tvslab/cmd/generator"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/api"
	"tvslab/sim/lab/control"
)

const keys = "testdata/keys"

//go:embed lab.yaml
var scenario []byte

func main() { generator.Main("mkapi", write) }

func write(ctx context.Context, file string) (err error) {
	shared, closeLab, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLab()) }()
	server, err := api.New(shared)
	if err != nil {
		return err
	}
	described, err := server.OpenAPI()
	if err != nil {
		return err
	}
	doc, err := parse(described)
	if err != nil {
		return err
	}
	answers, err := play(ctx, server)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "openapi.json"), described, 0o644); err != nil {
		return err
	}
	return os.WriteFile(file, page(doc, answers), 0o644)
}

// open makes the lab that examples are about.
func open(ctx context.Context) (*control.Lab, func() error, error) {
	pool, err := keypool.Open(keys, nil)
	if err != nil {
		return nil, nil, err
	}
	s, err := scenarios.Load("lab.yaml", scenario)
	if err == nil {
		s, err = s.For(s.Cells()[0])
	}
	if err != nil {
		return nil, nil, err
	}
	logs, journal := control.NewLogs(), control.NewJournal()
	r, err := scenarios.Prepare(ctx, s, scenarios.Options{Keys: pool, Log: logs.Add, Observe: journal.Add})
	if err != nil {
		return nil, nil, err
	}
	shared := control.Share(r, logs, control.ResetsHeld)
	shared.Journal = journal
	return shared, r.Lab.Close, nil
}
