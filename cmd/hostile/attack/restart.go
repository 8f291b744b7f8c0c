package attack

import (
	"context"
	"fmt"
	"os"

	"tvslab/cmd/hostile/target"
)

// restart kills a lab and starts it again at once with the same control socket, as whatever watches a process does.
func restart(ctx context.Context, f *Field) error {
	for i := range 3 {
		l, err := f.Binary.StartLab(ctx, *lab)
		if l != nil {
			l.Kill()
		}
		if err != nil {
			return fmt.Errorf("start %d: %w", i+1, err)
		}
		f.count("starts").Add(1)
	}
	return nil
}

// full prints to a device that is full: a command whose output was lost says so with its status.
func full(ctx context.Context, f *Field) error {
	device, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer device.Close()
	for _, args := range [][]string{
		{"run", "--release", "12.5", "tftp-both-changed-tvs-ok"}, {"run", "--timeline", "--release", "12.5", "tftp-both-changed-tvs-ok"},
		{"run", "-o", "json", "--release", "12.5", "tftp-both-changed-tvs-ok"},
		{"list"}, {"list", "-o", "json"}, {"reasons"}, {"schema"}, {"version"}, {"show", "tftp-both-changed-tvs-ok"},
	} {
		status, _, err := f.Binary.Run(ctx, target.Options{Args: args, Stdout: device})
		if err != nil {
			return err
		}
		f.count("commands").Add(1)
		if status == 0 {
			return fmt.Errorf("%q lost what it printed and ended with status 0", args)
		}
	}
	return nil
}
