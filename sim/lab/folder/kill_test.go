package folder_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/lab/folder"
)

// stormLab names the folder of a lab in which this test binary changes things, as a process of its own.
const stormLab = "TVSLAB_TEST_STORM"

func TestMain(m *testing.M) {
	if path := os.Getenv(stormLab); path != "" {
		fmt.Fprintln(os.Stderr, storm(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// changes are what happens in the storm.
var changes = []string{
	"regenerate: {certificate: CallManager, nodes: cucm-sub1}", "regenerate: {certificate: TVS, nodes: all}", "regenerate: {certificate: CAPF, nodes: cucm-pub}",
	"restart: {service: [Cisco Tftp, Cisco Trust Verification Service], nodes: all}", "reset: all", "power-off: \"floor[1..7]\"", "power-on: all",
	"cli: {node: cucm-pub, run: utils ctl update CTLFile}", "wait: 10m", "delete-trust-list: \"floor[3..5]\"",
}

// storm changes the lab for ever, and prints a line for every change once it is kept: number of the step and what the lab is then.
func storm(path string) error {
	f, err := folder.Open(context.Background(), path)
	if err != nil {
		return err
	}
	r, err := f.Restore(context.Background(), scenarios.Options{Observe: f.Tell})
	if err != nil {
		return err
	}
	for {
		step := changes[rand.IntN(len(changes))]
		s, err := r.Read(step)
		if err != nil {
			return err
		}
		if err := r.Take(context.Background(), s); err != nil && step != changes[7] { // a CTL may be refused
			return err
		}
		if err := f.Keep(context.Background(), folder.Change{Who: "storm", What: step}, r); err != nil {
			return err
		}
		fmt.Println(f.Step(), whole(r))
	}
}

// whole is what a lab is in one word: the lists of its nodes byte for byte, its clock, and where its phones stand.
func whole(r *scenarios.Runner) string {
	sum := sha256.New()
	fmt.Fprint(sum, lists(r), r.Lab.Now(), r.Groups(context.Background()))
	return fmt.Sprintf("%x", sum.Sum(nil)[:8])
}

// rounds is how often the storm is killed.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("TVSLAB_KILLS")); err == nil {
		return n
	}
	return 8
}

// TestKill ends a storm of changes with SIGKILL again and again: nothing that was kept is lost, and the lab is the same as it was said to be.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab")
	f, _ := made(t, path)
	require.NoError(t, f.Close())
	for round := range rounds() {
		kept := killAfter(t, path, 1+round%5)
		f, r := again(t, path)
		require.GreaterOrEqual(t, f.Step(), kept.step, "round %d", round)
		if f.Step() == kept.step {
			require.Equal(t, kept.whole, whole(r), "round %d", round)
		}
		_, err := f.GoTo(t.Context(), r, kept.step)
		require.NoError(t, err)
		require.Equal(t, kept.whole, whole(r), "round %d", round)
		var sound string
		require.NoError(t, f.Database().QueryRow("PRAGMA integrity_check").Scan(&sound))
		require.Equal(t, "ok", sound)
		require.NoError(t, f.Close())
	}
}

// acknowledged is a change that was kept.
type acknowledged struct {
	step  int64
	whole string
}

// killAfter lets the storm rage until so many changes are kept, and kills it.
func killAfter(t *testing.T, path string, lines int) (last acknowledged) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), stormLab+"="+path)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	scanner := bufio.NewScanner(out)
	for range lines {
		require.True(t, scanner.Scan(), errs.String())
		_, err := fmt.Sscan(scanner.Text(), &last.step, &last.whole)
		require.NoError(t, err)
	}
	require.NoError(t, cmd.Process.Kill())
	for scanner.Scan() { // what it said until it was dead was kept too
		if n, _ := fmt.Sscan(scanner.Text(), &last.step, &last.whole); n != 2 {
			break
		}
	}
	require.Error(t, cmd.Wait())
	return last
}
