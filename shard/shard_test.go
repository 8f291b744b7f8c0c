package shard_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/shard"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestFind: each system tells the part in its own words.
func TestFind(t *testing.T) {
	type environment map[string]string
	for name, row := range map[string]struct {
		text  string
		in    environment
		want  string // "" for an error
		error string
	}{
		"kubernetes":                   {"auto/8", environment{"JOB_COMPLETION_INDEX": "3"}, "3/8", ""},
		"kubernetes has no count":      {"env", environment{"JOB_COMPLETION_INDEX": "3"}, "", "does not say how many parts there are; give auto/N"},
		"beyond the last":              {"auto/3", environment{"JOB_COMPLETION_INDEX": "3"}, "", "is no part of 3"},
		"slurm from 0":                 {"env", environment{"SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_STEP": "1"}, "2/4", ""},
		"slurm from 1":                 {"auto/4", environment{"SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_COUNT": "4"}, "3/4", ""},
		"slurm in steps":               {"env", environment{"SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_MIN": "2", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_STEP": "5"}, "2/3", ""},
		"slurm with holes":             {"env", environment{"SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_STEP": "1"}, "", "is no part of 3"},
		"slurm, one of them alone":     {"auto/4", environment{"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "3", "SLURM_ARRAY_TASK_COUNT": "1"}, "", "these are not all the parts"},
		"slurm with another count":     {"auto/8", environment{"SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "4"}, "", "SLURM_ARRAY_TASK_COUNT=4"},
		"gitlab counts from 1":         {"env", environment{"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "2"}, "0/2", ""},
		"gitlab at its end":            {"env", environment{"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "2"}, "1/2", ""},
		"batch":                        {"env", environment{"AWS_BATCH_JOB_ARRAY_INDEX": "5", "AWS_BATCH_JOB_ARRAY_SIZE": "6"}, "5/6", ""},
		"pbs":                          {"auto/2", environment{"PBS_ARRAY_INDEX": "1"}, "1/2", ""},
		"nobody":                       {"auto/2", environment{"PATH": "/bin"}, "", "JOB_COMPLETION_INDEX (Kubernetes), SLURM_ARRAY_TASK_ID (Slurm)"},
		"two":                          {"auto/2", environment{"JOB_COMPLETION_INDEX": "0", "CI_NODE_INDEX": "1"}, "", "two systems"},
		"no number":                    {"auto/2", environment{"JOB_COMPLETION_INDEX": "x"}, "", `JOB_COMPLETION_INDEX="x" of Kubernetes is no number`},
		"below 0":                      {"auto/2", environment{"JOB_COMPLETION_INDEX": "-1"}, "", "is no part of 2"},
		"a count that is none":         {"auto/x", nil, "", "auto/N with N from 1"},
		"a count that is none either":  {"auto/0", nil, "", "auto/N with N from 1"},
		"a count that would be absurd": {"auto/1000000", nil, "", "auto/N with N from 1"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := shard.Find(row.text, func(name string) string { return row.in[name] })
			if row.want == "" {
				require.ErrorContains(t, err, row.error)
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.want, fmt.Sprintf("%d/%d", f.Index, f.Of))
			require.NotEmpty(t, f.Said)
		})
	}
	require.True(t, shard.Asks("env"))
	require.True(t, shard.Asks("auto/3"))
	require.False(t, shard.Asks("1/3"))
}

// FuzzFind: whatever the environment holds, a part is one of its whole.
func FuzzFind(f *testing.F) {
	f.Add("auto/8", "3", "1", "1", "8")
	f.Add("env", "9223372036854775807", "-1", "0", "")
	f.Fuzz(func(t *testing.T, text, id, from, step, count string) {
		in := map[string]string{"SLURM_ARRAY_TASK_ID": id, "SLURM_ARRAY_TASK_MIN": from, "SLURM_ARRAY_TASK_STEP": step, "SLURM_ARRAY_TASK_COUNT": count}
		found, err := shard.Find(text, func(name string) string { return in[name] })
		if err == nil && (found.Of < 1 || found.Index < 0 || found.Index >= found.Of) {
			t.Fatalf("%+v", found)
		}
	})
}

func put(t *testing.T, folder string, p shard.Part, text string) string {
	t.Helper()
	name, err := shard.In(folder, p, ".json")
	require.NoError(t, err)
	require.NoError(t, shard.Write(name, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }))
	return name
}

// TestFolder: results of all parts, whole ones, of this run.
func TestFolder(t *testing.T) {
	dir := t.TempDir() + "/results/"
	in := shard.Folder{Path: dir}
	_, err := in.Files()
	require.ErrorContains(t, err, "no result of a shard")
	first := put(t, dir, shard.Part{Index: 1, Of: 3}, "one")
	require.Equal(t, "shard-1-of-3.json", filepath.Base(first))
	_, err = in.Files()
	require.ErrorContains(t, err, "2 of 3 shards are missing: 0, 2")
	put(t, dir, shard.Part{Index: 0, Of: 3}, "zero")
	put(t, dir, shard.Part{Index: 2, Of: 3}, "two")
	put(t, dir, shard.Part{Index: 2, Of: 3}, "two again")
	require.Error(t, shard.Write(dir+"shard-0-of-3.json", func(w io.Writer) error {
		_, _ = io.WriteString(w, "ha")
		return errors.New("the disk is full")
	}))
	require.NoError(t, os.WriteFile(dir+".part-123", []byte("ha"), 0o644)) // of a process that was killed
	files, err := in.Files()
	require.NoError(t, err)
	require.Len(t, files, 3)
	for i, want := range []string{"zero", "one", "two again"} {
		text, err := os.ReadFile(files[i])
		require.NoError(t, err)
		require.Equal(t, want, string(text))
	}

	require.NoError(t, os.Chtimes(first, time.Time{}, time.Now().Add(-time.Hour)))
	in.After = time.Now().Add(-time.Minute)
	_, err = in.Files()
	require.ErrorContains(t, err, "1 of 3 shards are missing: 1")
	put(t, dir, shard.Part{Index: 0, Of: 2}, "of another run")
	_, err = in.Files()
	require.ErrorContains(t, err, "results of different runs")
	in.After, in.Of = time.Time{}, 3
	files, err = in.Files()
	require.NoError(t, err)
	require.Len(t, files, 3)
	require.True(t, shard.IsFolder("new/"))
	require.False(t, shard.IsFolder("new"))
	name, err := shard.In("one.json", shard.Part{Of: 1}, ".json")
	require.NoError(t, err)
	require.Equal(t, "one.json", name)
}

// TestWait: parts may come later, or not at all.
func TestWait(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		in := shard.Folder{Path: dir, Of: 2}
		var said []string
		go func() {
			put(t, dir, shard.Part{Index: 1, Of: 2}, "one")
			time.Sleep(10 * time.Second)
			put(t, dir, shard.Part{Index: 0, Of: 2}, "zero")
		}()
		synctest.Wait()
		files, err := in.Wait(t.Context(), time.Minute, func(m *shard.Missing) { said = append(said, m.Error()) })
		require.NoError(t, err)
		require.Len(t, files, 2)
		require.Len(t, said, 1)
		require.Contains(t, said[0], "1 of 2 shards are missing: 0")

		in.Of = 4
		_, err = in.Wait(t.Context(), time.Minute, nil)
		require.ErrorContains(t, err, "4 of 4 shards are missing")
		var missing *shard.Missing
		require.ErrorAs(t, err, &missing)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = in.Wait(ctx, time.Minute, nil)
		require.ErrorIs(t, err, context.Canceled)
	})
}
