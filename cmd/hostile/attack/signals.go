package attack

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"tvslab/cmd/hostile/target"
)

// promptly is how soon a program ends that is told to.
const promptly = 8 * time.Second

// signals interrupts commands at any moment: they end promptly, and with the status of what was interrupted.
func signals(ctx context.Context, f *Field) error {
	r := rand.New(rand.NewPCG(1, 1))
	commands := [][]string{
		{"run", "--release", "12.5", "tftp-both-changed*"}, {"run", "--sockets", "--release", "12.5", "tftp-both-changed-tvs-ok"},
		{"phones", "--lab", f.File, "--count", "3000"}, {"serve", "--control", "none", "tftp-both-changed-tvs-ok"},
		{"bench", "--scenario", "tftp-both-changed-tvs-ok", "--count", "2000"},
		{"plan", "--release", "12.5", "tftp-both-changed-tvs-ok"}, {"why", "--release", "12.5", "tftp-both-changed-tvs-changed"},
		{"explore", "--release", "12.5", "--kinds", "twice", "--deviations", "3", "tftp-both-changed-tvs-ok"},
	}
	for i := 0; ctx.Err() == nil; i++ {
		s := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}[r.IntN(2)]
		if err := f.interrupted(ctx, commands[i%len(commands)], s, time.Duration(r.IntN(400))*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func (f *Field) interrupted(ctx context.Context, args []string, s syscall.Signal, after time.Duration) error {
	p, err := f.Binary.Start(context.WithoutCancel(ctx), target.Options{Args: args})
	if err != nil {
		return err
	}
	select {
	case <-p.Done():
	case <-time.After(after):
	}
	took, err := p.End(s, promptly)
	if err != nil {
		return fmt.Errorf("%q after %v: %w", args, after, err)
	}
	if slowest := f.count("ms at most"); took.Milliseconds() > slowest.Load() {
		slowest.Store(took.Milliseconds())
	}
	f.count("signals").Add(1)
	if crash := p.Stderr().Crash(); crash != "" {
		return fmt.Errorf("%q after %v:\n%s", args, after, crash)
	}
	// The status of a signal that came before the program could catch it is -1.
	if status := p.Status(); !slices.Contains([]int{0, 130, 143, -1}, status) {
		return fmt.Errorf("%q after %v: status %d: %s", args, after, status, p.Stderr().Last())
	}
	return nil
}

// What a plan that is too large may cost until somebody ends it.
const (
	largePatience = time.Second
	largeRSS      = 1 << 30
)

// large plays plans of somebody else with millions of phones and thousands of nodes. They are refused, or end when they are told
// to; they do not take the machine.
func large(ctx context.Context, f *Field) error {
	for name, text := range map[string]string{"phones": manyPhones(50, 1_000_000), "nodes": manyNodes(3000)} {
		file := filepath.Join(f.Binary.Dir, name+".yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return err
		}
		for _, verb := range []string{"check", "run", "serve", "plan", "why", "explore"} {
			if err := f.tooLarge(ctx, verb, file); err != nil {
				return fmt.Errorf("%s of a plan with too many %s: %w", verb, name, err)
			}
		}
	}
	return nil
}

func (f *Field) tooLarge(ctx context.Context, verb, file string) error {
	p, err := f.Binary.Start(context.WithoutCancel(ctx), target.Options{Args: []string{verb, file}})
	if err != nil {
		return err
	}
	defer p.Kill()
	peak := p.PeakRSS(largePatience) >> 20
	if peak > f.count("MB at most").Load() {
		f.count("MB at most").Store(peak)
	}
	took, err := p.End(syscall.SIGTERM, promptly)
	if slowest := f.count("ms until it ended"); took.Milliseconds() > slowest.Load() {
		slowest.Store(took.Milliseconds())
	}
	if err == nil && peak > largeRSS>>20 {
		err = fmt.Errorf("%d MB", peak)
	}
	return err
}

func manyPhones(groups, count int) string {
	var b strings.Builder
	for i := range groups {
		fmt.Fprintf(&b, "  g%d: {model: \"8841\", count: %d, tftp: [cucm-pub]}\n", i, count)
	}
	return plan("    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}\n", b.String())
}

func manyNodes(n int) string {
	b := strings.Builder{}
	b.WriteString("    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}\n")
	for i := range n {
		fmt.Fprintf(&b, "    n%d: {roles: [subscriber, callmanager, tftp, tvs]}\n", i)
	}
	return plan(b.String(), "  g0: {model: \"8841\", tftp: [cucm-pub], tvs: [cucm-pub]}\n")
}

// plan is a scenario with these nodes and phones.
func plan(nodes, phones string) string {
	return "title: Made by somebody else\nsource: made for attacks; it rehearses nothing\nrelease: \"12.5\"\ncluster:\n  nodes:\n" + nodes +
		"phones:\n" + phones + "steps:\n  - power-on: g0\n  - expect: {g0: {registered: true}}\n"
}
