package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tvslab/shard"
)

// shardUsage is the help of --shard behind what a part is.
const shardUsage = `; "auto/N" or "env": the environment says which (Kubernetes, Slurm, GitLab and others)`

// readShard replaces what asks the environment by the part that it tells, I/N with parts numbered from first, and says what it found.
func (a *app) readShard(text *string, first int) error {
	if !shard.Asks(*text) {
		return nil
	}
	f, err := shard.Find(*text, os.Getenv)
	if err != nil {
		return usageError{fmt.Errorf("--shard %w", err)}
	}
	*text = fmt.Sprintf("%d/%d", f.Index+first, f.Of)
	fmt.Fprintf(a.errs, "tvslab: shard %s: %s\n", *text, f.Said)
	return nil
}

// placeShard finds the files of a shard where flags name folders.
func placeShard(part shard.Part, results, state *string) (err error) {
	for _, f := range []struct {
		path      *string
		flag, end string
	}{{results, "results", ".json"}, {state, "state", ".db"}} {
		if *f.path == "" {
			continue
		}
		if *f.path, err = shard.In(*f.path, part, f.end); err != nil {
			return fmt.Errorf("--%s: %w", f.flag, err)
		}
	}
	return nil
}

// startFlag is when shards begin together.
type startFlag struct {
	text string
	at   time.Time // the zero value is at once
}

// now is the value of --at for no common start, where a flag cannot be left out.
const now = "now"

func (f *startFlag) register(cmd *cobra.Command, what string) {
	cmd.Flags().StringVar(&f.text, "at", "", "when "+what+`, as 2006-01-02T15:04:05Z, so that shards begin together; who comes later says how late he is (default "now")`)
	completeWords(cmd, "at", func(*cobra.Command, []string) []string {
		return []string{now, time.Now().Add(time.Minute).UTC().Format(time.RFC3339)}
	})
}

// longOver is how long a start may be over: whoever restarts a shard may be late, a date of last year is a mistake.
const longOver = 24 * time.Hour

func (f *startFlag) read() (err error) {
	if f.text == "" || f.text == now {
		return nil
	}
	if f.at, err = time.Parse(time.RFC3339, f.text); err != nil {
		return usageError{fmt.Errorf("--at %q is not a time like 2006-01-02T15:04:05Z", f.text)}
	}
	if time.Since(f.at) > longOver {
		return usageError{fmt.Errorf("--at %s is over", f.text)}
	}
	return nil
}

// tell says how long there is to wait, or how late it is.
func (f *startFlag) tell(a *app) {
	if f.at.IsZero() {
		return
	}
	if d := time.Until(f.at).Round(100 * time.Millisecond); d < 0 {
		fmt.Fprintf(a.errs, "tvslab: %s late: --at %s is over; it begins at once\n", -d, f.text)
	} else {
		fmt.Fprintf(a.errs, "tvslab: begins in %s, at %s\n", d, f.text)
	}
}

// partsFlags say where results of shards come together, and how long to wait for them.
type partsFlags struct {
	of    int
	wait  time.Duration
	after string
}

func (f *partsFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.of, "shards", 0, "of a folder: how many shards there are (default: as many as the names of its files say)")
	flags.DurationVar(&f.wait, "wait", 0, "of a folder: wait for shards that are missing, at most for this long")
	flags.StringVar(&f.after, "after", "", "of a folder: results that were written before this time, 2006-01-02T15:04:05Z, are of an earlier run and do not count")
}

// files returns the files that are meant: those that are named, and of folders those of all shards.
func (f *partsFlags) files(ctx context.Context, a *app, names []string) (list []string, err error) {
	in := shard.Folder{Of: f.of}
	if f.after != "" {
		if in.After, err = time.Parse(time.RFC3339, f.after); err != nil {
			return nil, usageError{fmt.Errorf("--after %q is not a time like 2006-01-02T15:04:05Z", f.after)}
		}
	}
	if f.of < 0 || f.of > shard.Most || f.wait < 0 {
		return nil, usageError{fmt.Errorf("--shards %d, --wait %s: 0 to %d shards, and no negative time", f.of, f.wait, shard.Most)}
	}
	folders := 0
	for _, name := range names {
		if !shard.IsFolder(name) {
			list = append(list, name)
			continue
		}
		folders++
		in.Path = name
		files, err := in.Wait(ctx, f.wait, func(m *shard.Missing) { fmt.Fprintf(a.errs, "tvslab: waiting: %s\n", m) })
		if err != nil {
			return nil, err
		}
		list = append(list, files...)
	}
	if folders == 0 && (f.of != 0 || f.wait != 0 || f.after != "") {
		return nil, usageError{fmt.Errorf("--shards, --wait and --after are about a folder, and none is named in %s", strings.Join(names, " "))}
	}
	return list, nil
}
