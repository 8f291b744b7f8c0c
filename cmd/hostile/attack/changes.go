package attack

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"tvslab/sim/lab/api/client"
)

// rotations are commands that replace what servers show and load, loading the last of them.
var (
	rotations = append([]string{"set cert regen CallManager", "set cert regen TVS", "set cert regen CAPF", update}, loading...)
	loading   = []string{"utils service restart Cisco Tftp", "utils service restart Cisco Trust Verification Service", "utils service restart Cisco CallManager"}
)

// update makes the CTL anew, on the publisher only.
const update = "utils ctl update CTLFile"

// changes lets administrators of both nodes regenerate certificates and restart services while clients shake hands and phones
// boot.
func changes(ctx context.Context, f *Field) error {
	var all sync.WaitGroup
	all.Go(func() { f.handshakes(ctx, f.addresses(secured...), 8) })
	all.Go(func() { f.rotate(ctx, 2) })
	all.Wait()
	return f.finish()
}

// finish does what an administrator does last: all lists are signed anew, and every service loads what there is.
func (f *Field) finish() error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTime)
	defer cancel()
	for i, n := range f.Document.Nodes {
		commands := loading
		if i == 0 {
			commands = append([]string{update}, loading...)
		}
		if _, err := client.OnSocket(f.Control).Run(ctx, n.Name, commands, nil); err != nil {
			return fmt.Errorf("last commands on %s: %w", n.Name, err)
		}
	}
	return nil
}

// commandTime bounds a command.
const commandTime = time.Minute

// rotate types commands, n at a time, all of them in turn. A command that was begun is waited for: a lab goes on with what somebody
// typed who has hung up.
func (f *Field) rotate(ctx context.Context, n int) {
	typed := f.count("commands")
	crew(ctx, n, func(r *rand.Rand) {
		node := f.Document.Nodes[r.IntN(len(f.Document.Nodes))].Name
		command := rotations[int(typed.Load())%len(rotations)]
		whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), commandTime)
		defer cancel()
		if _, err := client.OnSocket(f.Control).Run(whole, node, []string{command}, nil); err != nil {
			rest(ctx, 10*time.Millisecond)
		}
		_, _ = client.OnSocket(f.Control).Do(whole, "wait: registered") // phones that are told to reset do; a lab that is busy refuses
		typed.Add(1)
	})
}

// What regenerations may cost: growth between the end of the first third and the end.
const (
	growth     = 48 << 20 // bytes
	growthPart = 4        // and a quarter of what there was
)

// regenerations replaces certificates and lists one after the other, with phones that are reset by that. Memory must become flat.
func regenerations(ctx context.Context, f *Field) error {
	third, cancel := context.WithTimeout(ctx, f.Time/3)
	defer cancel()
	f.rotate(third, 1)
	begin, err := f.Usage()
	if err != nil {
		return err
	}
	before := f.count("commands").Load()
	f.rotate(ctx, 1)
	end, err := f.Usage()
	if err != nil {
		return err
	}
	grown, commands := end.RSS-begin.RSS, f.count("commands").Load()-before
	f.count("kB of growth a command").Add(grown / 1000 / max(commands, 1))
	if grown > growth+begin.RSS/growthPart {
		return fmt.Errorf("resident memory grew from %d to %d MB with %d commands", begin.RSS>>20, end.RSS>>20, commands)
	}
	return f.finish()
}
