package fleet_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/phone/fleet"
	"tvslab/testrace"
)

// stormState names the file of a storm that this test binary runs as a process of its own.
const stormState = "TVSLAB_TEST_STORM"

func TestMain(m *testing.M) {
	if path := os.Getenv(stormState); path != "" {
		fmt.Fprintln(os.Stderr, storm(path))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

const stormPhones = 5000

// storm resets the whole fleet for ever and prints a line for every batch of boots that is acknowledged.
func storm(path string) error {
	store, err := fleet.OpenStore(path)
	if err != nil {
		return err
	}
	c := mixed(stormPhones, newPromises())
	c.Store = store
	out := bufio.NewWriter(os.Stdout)
	c.Acknowledge = func(phones []int) {
		for _, i := range phones {
			out.WriteString(strconv.Itoa(i) + " ")
		}
		out.WriteString("\n")
		out.Flush()
	}
	f, err := fleet.New(c)
	if err != nil {
		return err
	}
	for {
		if err := f.Run(context.Background(), fleet.Run{Workers: 8}); err != nil {
			return err
		}
	}
}

// TestKill ends a storm many times with SIGKILL: the file is whole each time, no acknowledged boot is lost, and the next
// storm goes on from there.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	acknowledged := make([]int, stormPhones)
	rounds := 20
	if testrace.On {
		rounds = 4
	}
	for round := range rounds {
		killAfter(t, path, 1+round%3, acknowledged)
		s, err := fleet.OpenStore(path)
		require.NoError(t, err)
		require.NoError(t, s.CheckIntegrity())
		boots := make([]int, stormPhones)
		require.NoError(t, s.Phones(fleet.Filter{}, func(r fleet.Row) error { boots[r.Number] = r.Boots; return nil }))
		for i, n := range acknowledged {
			require.GreaterOrEqual(t, boots[i], n, "round %d, phone %d", round, i)
		}
		require.NoError(t, s.Close())
	}
	total := 0
	for _, n := range acknowledged {
		total += n
	}
	require.Greater(t, total, rounds*100)
}

// killAfter runs a storm, kills it after it has acknowledged that many batches, and counts all it acknowledged.
func killAfter(t *testing.T, path string, batches int, acknowledged []int) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), stormState+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewReaderSize(out, 1<<20)
	for n := 1; ; n++ {
		line, err := lines.ReadString('\n')
		if err != nil { // what comes before a line feed only was cut short
			break
		}
		for _, text := range strings.Fields(line) {
			i, err := strconv.Atoi(text)
			require.NoError(t, err)
			acknowledged[i]++
		}
		if n == batches {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	require.ErrorContains(t, cmd.Wait(), "killed")
}
