//go:build unix

// Package blocks plays the pages of the project: each command that README.md, docs and the other pages show is run with the real program,
// page by page as a reader would, and what a page shows beneath a command is compared with what is printed. YAML and JSON that pages show
// is decoded, and what prose names exists. rows.yaml has what pages need, and the few commands that are not run, with the reason.
package blocks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
)

// played names, for a process that plays one page, the page, and its folder and that of lab keys.
const played = "TVSLAB_PLAYED_PAGE"

// TestMain makes the test binary the real command, too, and the process that plays a page in a network of its own.
func TestMain(m *testing.M) {
	switch {
	case filepath.Base(os.Args[0]) == "tvslab":
		os.Exit(cli.Main())
	case os.Getenv(played) != "":
		os.Exit(playOne(os.Getenv(played)))
	}
	os.Exit(m.Run())
}

// account is what came of a page.
type account struct {
	Page     string
	Network  string // why it has none of its own; empty where it has
	Err      string
	Outcomes []outcome
	Used     []string // rows
}

// playOne plays the page of a process, and prints its account.
func playOne(page string) int {
	var a account
	if err := wake(); err != nil {
		a = account{Page: page, Network: err.Error()}
	} else {
		a = playPage(page, os.Getenv(played+"_DIR"), os.Getenv(played+"_CACHE"), true)
	}
	if err := json.NewEncoder(os.Stdout).Encode(a); err != nil {
		return 1
	}
	return 0
}

// playPage plays a page in this process's network.
func playPage(page, dir, cache string, own bool) account {
	a := account{Page: page}
	r, err := readRows()
	if err != nil {
		a.Err = err.Error()
		return a
	}
	blocks, err := blocksOf(page)
	if err != nil {
		a.Err = err.Error()
		return a
	}
	s := &session{rows: r, page: page, own: own, dir: dir, cache: cache, used: map[string]bool{}}
	if err := s.play(blocks); err != nil {
		a.Err = err.Error()
	}
	s.end()
	s.sweep()
	a.Outcomes = s.outcomes
	for id := range s.used {
		a.Used = append(a.Used, id)
	}
	return a
}

// alone is held by pages that have no network of their own.
var alone sync.Mutex

// playApart plays a page in a network of its own, or, where there is none to be had, after the others.
func playApart(t *testing.T, page, cache string) account {
	dir, err := os.MkdirTemp("", "page") // short, for sockets in it
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), played+"="+page, played+"_DIR="+dir, played+"_CACHE="+cache)
	apart(cmd)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	a := account{Network: fmt.Sprint(err)}
	if err == nil {
		require.NoError(t, json.Unmarshal(out.Bytes(), &a), "%s%s", out.String(), errs.String())
	}
	if a.Network != "" {
		alone.Lock()
		defer alone.Unlock()
		t.Logf("no network of its own: %s", a.Network)
		return playPage(page, dir, cache, false)
	}
	return a
}

// TestCommands runs every command of every page.
func TestCommands(t *testing.T) {
	r, err := readRows()
	require.NoError(t, err)
	cache := t.TempDir()
	require.NoError(t, copyInto(filepath.Join(cache, "tvslab", "keys"), filepath.Join(root, "testdata", "keys")))
	var mu sync.Mutex
	var accounts []account
	t.Run("page", func(t *testing.T) {
		for _, page := range pages(t) {
			if blocks, err := blocksOf(page); err != nil || !slices.ContainsFunc(blocks, r.plays) {
				require.NoError(t, err)
				continue
			}
			t.Run(page, func(t *testing.T) {
				t.Parallel()
				a := playApart(t, page, cache)
				for _, o := range a.Outcomes {
					if o.State == "failed" {
						t.Errorf("%s:%d: %s: %s", page, o.Line, o.Command, o.Why)
					}
					if o.Took > 5*time.Second {
						t.Logf("%s:%d: %s: took %s", page, o.Line, o.Command, o.Took.Round(time.Second))
					}
				}
				require.Empty(t, a.Err)
				mu.Lock()
				defer mu.Unlock()
				accounts = append(accounts, a)
			})
		}
	})
	count(t, accounts)
	if !t.Failed() && !testing.Short() {
		unused(t, r, accounts)
	}
}

// count prints how many commands were run, and which were not, with the reason.
func count(t *testing.T, accounts []account) {
	states, reasons := map[string]int{}, map[string]int{}
	for _, a := range accounts {
		for _, o := range a.Outcomes {
			states[o.State]++
			if o.State == "exempt" || o.State == "skipped" {
				reasons[o.State+": "+o.Why]++
			}
		}
	}
	t.Logf("%d pages: %d commands ran, %d failed, %d are exempt, %d were skipped", len(accounts), states["ran"], states["failed"], states["exempt"], states["skipped"])
	for _, reason := range sorted(reasons) {
		t.Logf("%3d %s", reasons[reason], reason)
	}
	require.Greater(t, states["ran"], 100)
}

func sorted(counts map[string]int) (names []string) {
	for name := range counts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// unused fails for rows that are for nothing.
func unused(t *testing.T, r *rows, accounts []account) {
	used, skipped := map[string]bool{}, map[string]bool{}
	for _, a := range accounts {
		for _, id := range a.Used {
			used[id] = true
		}
		for _, o := range a.Outcomes {
			skipped[a.Page] = skipped[a.Page] || o.State == "skipped"
		}
	}
	for name, table := range r.tables() {
		for _, w := range table {
			if name != "texts" && !used[w.id] && !skipped[w.Page] {
				t.Errorf("rows.yaml: %s: nothing needs it any more", w.id)
			}
		}
	}
}
