package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"tvslab/lesson/tutor"
	"tvslab/private"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
	"tvslab/sim/lab/upkeep"
)

// labFolder is the folder that a served lab is kept in, if it is.
type labFolder struct {
	*app
	dir       string // --dir, or the lab that was named
	temporary string // a folder that is removed at the end, where pages show a history and nobody named a folder
	origin    *upkeep.Origin
}

func (f *labFolder) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dir, "dir", "", "keep the lab in this folder, which is made; tvslab serve LAB goes on with it")
}

// origin finds the scenario, or the lab in a folder.
func (v *serveVerb) origin(ctx context.Context, name string) (*upkeep.Origin, error) {
	if v.goOn {
		// A folder whose maker was ended before the lab had begun is made anew.
		o, err := v.resumed(ctx, v.folder.dir)
		if err == nil {
			fmt.Fprintf(v.errs, "tvslab: going on with the lab in %s\n", v.folder.dir)
		}
		if !errors.Is(err, folder.ErrNoLab) {
			return o, err
		}
	}
	if v.exercise == nil && folder.Is(name) {
		return v.storedOrigin(ctx, name)
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() && v.folder.dir == "" {
		return nil, usageError{fmt.Errorf("%q is a folder, and no lab: tvslab serve NAME --dir LAB makes one", name)}
	}
	s, steps, err := v.chosen(ctx, name)
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
	dir := v.folder.dir
	switch {
	case dir == "" && v.web.address == "":
		return upkeep.Forgotten(s, steps, keys), nil
	case dir == "":
		if dir, err = os.MkdirTemp("", "tvslab-lab-"); err != nil {
			return nil, err
		}
		v.folder.temporary = dir
	}
	o, err := upkeep.Kept(ctx, dir, s, steps, keys)
	if err != nil {
		return nil, errors.Join(labFolderError(err), v.folder.removeTemporary())
	}
	return o, nil
}

// removeTemporary removes the folder of a lab that is forgotten.
func (f *labFolder) removeTemporary() error {
	if f.temporary == "" {
		return nil
	}
	return os.RemoveAll(f.temporary)
}

// storedOrigin is a lab that is there: what made it cannot be chosen any more.
func (v *serveVerb) storedOrigin(ctx context.Context, name string) (*upkeep.Origin, error) {
	for flag, given := range map[string]bool{"dir": v.folder.dir != "", "steps": v.steps >= 0, "release": v.release != "", "mode": v.mode != "",
		"as-release": v.asRelease != "", "seed": v.of() != nil} {
		if given {
			return nil, usageError{fmt.Errorf("--%s has no effect on %q: it is a lab that goes on as it stands", flag, name)}
		}
	}
	return v.resumed(ctx, name)
}

// resumed is a lab that goes on as it stands.
func (v *serveVerb) resumed(ctx context.Context, name string) (*upkeep.Origin, error) {
	o, err := upkeep.GoesOn(ctx, name)
	if err != nil {
		return nil, labFolderError(err)
	}
	if v.tutor, err = tutor.Resume(o.Folder()); err != nil {
		return nil, errors.Join(fmt.Errorf("the lesson of the lab: %w", err), o.Close())
	}
	v.folder.dir = name
	o.Moved = func(had netip.Addr) {
		fmt.Fprintf(v.errs, "tvslab: %s, where the lab was, is taken: it gets other addresses\n", had)
	}
	return o, nil
}

// socketFile is the file in a lab's folder that says where its control socket is while it is served.
const socketFile = "control"

// tell lets commands find the lab by its folder.
func (f *labFolder) tell(ready *control.Document) error {
	if f.dir == "" || ready.Control == "" {
		return nil
	}
	at, err := filepath.Abs(ready.Control)
	if err != nil {
		return err
	}
	return private.Replace(filepath.Join(f.dir, socketFile), at+"\n")
}

func (f *labFolder) close() error {
	if f.dir != "" {
		_ = os.Remove(filepath.Join(f.dir, socketFile)) // may not be there
	}
	return errors.Join(f.origin.Close(), f.removeTemporary())
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
