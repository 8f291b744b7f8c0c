package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// labFolder is the folder that a served lab is kept in, if it is.
type labFolder struct {
	*app
	dir    string // --dir, or the lab that was named
	held   *folder.Folder
	stored bool // the lab was there
}

func (f *labFolder) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dir, "dir", "", "keep the lab in this folder, which is made; tvslab serve LAB goes on with it")
}

// labOrigin is where a lab comes from that is to be served.
type labOrigin struct {
	keys  *keypool.Pool
	steps int // that are played first
	build func(context.Context, scenarios.Options) (*scenarios.Runner, error)
}

// origin finds the scenario, or the lab in a folder.
func (v *serveVerb) origin(ctx context.Context, name string) (*labOrigin, error) {
	if folder.Is(name) {
		return v.storedOrigin(ctx, name)
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() && v.folder.dir == "" {
		return nil, usageError{fmt.Errorf("%q is a folder, and no lab: tvslab serve NAME --dir LAB makes one", name)}
	}
	s, steps, err := v.pick(ctx, name)
	if err != nil {
		return nil, err
	}
	if others := v.others(); others != "" {
		fmt.Fprintf(v.errs, "tvslab: %s\n", others)
	}
	keys, err := v.openKeys(ctx)
	if err != nil {
		return nil, err
	}
	o := &labOrigin{keys: keys, steps: steps}
	if v.folder.dir != "" {
		if v.folder.held, err = folder.Create(ctx, v.folder.dir, keys); err != nil {
			return nil, labFolderError(err)
		}
		o.keys = v.folder.held.Keys()
	}
	o.build = func(ctx context.Context, options scenarios.Options) (*scenarios.Runner, error) {
		r, err := scenarios.Prepare(ctx, s, options)
		if err != nil {
			return nil, err
		}
		if _, err := r.Play(ctx, steps); err != nil {
			return nil, errors.Join(err, r.Lab.Close())
		}
		return r, nil
	}
	return o, nil
}

// storedOrigin is a lab that is there: what made it cannot be chosen any more.
func (v *serveVerb) storedOrigin(ctx context.Context, name string) (*labOrigin, error) {
	for flag, given := range map[string]bool{"dir": v.folder.dir != "", "steps": v.steps >= 0, "release": v.release != "", "mode": v.mode != "",
		"as-release": v.asRelease != "", "seed": v.of() != nil} {
		if given {
			return nil, usageError{fmt.Errorf("--%s has no effect on %q: it is a lab that goes on as it stands", flag, name)}
		}
	}
	held, err := folder.Open(ctx, name)
	if err != nil {
		return nil, labFolderError(err)
	}
	v.folder.dir, v.folder.held, v.folder.stored = name, held, true
	return &labOrigin{keys: held.Keys(), build: v.restore}, nil
}

// restore lets the lab go on at the addresses that it had, or where these are taken, at others.
func (v *serveVerb) restore(ctx context.Context, o scenarios.Options) (*scenarios.Runner, error) {
	had, err := netip.ParseAddr(v.folder.held.Setting(folder.Address))
	if err != nil || o.Sockets.Base.IsValid() {
		return v.folder.held.Restore(ctx, o)
	}
	same := *o.Sockets
	same.Base = had
	others := o
	o.Sockets = &same
	r, err := v.folder.held.Restore(ctx, o)
	if !errors.Is(err, syscall.EADDRINUSE) && !errors.Is(err, syscall.EADDRNOTAVAIL) {
		return r, err
	}
	fmt.Fprintf(v.errs, "tvslab: %s, where the lab was, is taken: it gets other addresses\n", had)
	return v.folder.held.Restore(ctx, others)
}

// observer is told what happens in a lab that is kept.
func (f *labFolder) observer() func(event.Event) {
	if f.held == nil {
		return nil
	}
	return f.held.Tell
}

// setting is what a lab that was served before remembers, "" for nothing.
func (f *labFolder) setting(name string) string {
	if f.held == nil {
		return ""
	}
	return f.held.Setting(name)
}

// lastEvent is the number of the newest event of a lab that was served before.
func (f *labFolder) lastEvent() uint64 {
	if f.held == nil {
		return 0
	}
	return uint64(f.held.LastEvent())
}

// store lets the lab be kept in its folder from now on.
func (f *labFolder) store(ctx context.Context, r *scenarios.Runner, shared *control.Lab) error {
	if f.held == nil {
		return nil
	}
	if !f.stored {
		for name, value := range map[string]string{folder.Title: r.Scenario().Title, folder.MadeBy: Version, folder.Made: time.Now().UTC().Format(time.RFC3339)} {
			if err := f.held.Set(ctx, name, value); err != nil {
				return labFolderError(err)
			}
		}
		if err := f.held.Begin(ctx, r); err != nil {
			return labFolderError(err)
		}
	}
	if all := r.Lab.Addresses(); len(all) < 2 || all[0].IP != all[1].IP {
		if err := f.held.Set(ctx, folder.Address, all[0].IP.String()); err != nil {
			return labFolderError(err)
		}
	}
	shared.Store(f.held)
	return nil
}

// certificates is where certificates are written to as PEM, "" for nowhere.
func (f *labFolder) certificates() string {
	if f.held == nil {
		return ""
	}
	return f.held.Certificates()
}

// socketFile is the file in a lab's folder that says where its control socket is while it is served.
const socketFile = "control"

// tell lets commands find the lab by its folder.
func (f *labFolder) tell(ready *control.Document) error {
	if f.held == nil || ready.Control == "" {
		return nil
	}
	at, err := filepath.Abs(ready.Control)
	if err != nil {
		return err
	}
	return writePrivate(filepath.Join(f.dir, socketFile), at+"\n")
}

func (f *labFolder) close() error {
	if f.held == nil {
		return nil
	}
	_ = os.Remove(filepath.Join(f.dir, socketFile)) // may not be there
	return f.held.Close()
}

// labFolderError makes a folder that is no lab, or is one already, the user's error.
func labFolderError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, folder.ErrNoLab), errors.Is(err, folder.ErrIsLab), errors.Is(err, folder.ErrVersion), errors.Is(err, folder.ErrNotEmpty), errors.Is(err, folder.ErrArchive):
		return usageError{err}
	}
	return err
}
