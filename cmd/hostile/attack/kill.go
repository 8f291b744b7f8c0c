package attack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"time"

	"tvslab/cmd/hostile/target"
	"tvslab/phone/fleet"
)

// kills ends a fleet that keeps its state with SIGKILL at any moment, over and over. What somebody else has read from the file
// before must be there afterwards, and the file must be whole.
func kills(ctx context.Context, f *Field) error {
	path := filepath.Join(f.Binary.Dir, "fleet.db")
	r := rand.New(rand.NewPCG(1, 1))
	for ctx.Err() == nil {
		seen, err := f.killed(ctx, path, time.Duration(50+r.IntN(400))*time.Millisecond)
		if err != nil {
			return err
		}
		f.count("rounds").Add(1)
		if err := f.whole(path, seen); err != nil {
			return err
		}
	}
	return nil
}

// killed boots a fleet, kills it after a while and returns how often each phone had booted by what the file said before.
func (f *Field) killed(ctx context.Context, path string, after time.Duration) (seen map[int]int, err error) {
	p, err := f.Binary.Start(ctx, target.Options{Args: []string{"phones", "--lab", f.File, "--state", path, "--count", "300"}})
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	end := time.After(after)
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		boots, err := boots(path)
		if err == nil {
			seen = boots
		}
		select {
		case <-tick.C:
		case <-p.Done():
			tick.Stop()
			if p.Status() > 0 {
				return nil, fmt.Errorf("phones ended with status %d: %s", p.Status(), p.Stderr().Last())
			}
			return seen, nil
		case <-end:
			tick.Stop()
			return seen, nil
		}
	}
}

// boots reads how often phones have booted.
func boots(path string) (map[int]int, error) {
	s, err := fleet.ReadStore(path)
	if err != nil {
		return nil, err
	}
	found := map[int]int{}
	err = s.Phones(fleet.Filter{}, func(r fleet.Row) error { found[r.Number] = r.Boots; return nil })
	return found, errors.Join(err, s.Close())
}

// whole looks at a file after a kill.
func (f *Field) whole(path string, seen map[int]int) error {
	s, err := fleet.OpenStore(path)
	if errors.Is(err, fs.ErrNotExist) && len(seen) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if err := errors.Join(s.CheckIntegrity(), s.Close()); err != nil {
		return fmt.Errorf("state after a kill: %w", err)
	}
	found, err := boots(path)
	if err != nil {
		return err
	}
	for phone, n := range seen {
		f.count("acknowledged boots").Add(1)
		if found[phone] < n {
			return fmt.Errorf("phone %d had booted %d times, %d times after a kill", phone, n, found[phone])
		}
	}
	return nil
}
