// Command hostile plays attacks against the real tvslab, each for a bounded time, with honest clients beside, and says by stated
// criteria which it withstood: go run ./cmd/hostile, or make hostile. It needs Linux, and no more privileges than tvslab.
//
// It prints a line of figures for each attack: how long it went on and what it counted; how often honest clients asked and
// failed meanwhile and how long the slowest waited; how soon after it all were served again, descriptors and goroutines were
// back, and the lab ended on SIGTERM; resident memory and descriptors before, at most, and after; goroutines before and after.
// The exit status is 1 where a criterion does not hold, 2 for a wrong flag, 3 where an attack could not be played.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"tvslab/cmd/hostile/attack"
	"tvslab/cmd/hostile/target"
	"tvslab/tftpd"
)

// Exit statuses.
const (
	held      = 0
	failed    = 1
	wrongFlag = 2
	unplayed  = 3
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// options are the flags.
type options struct {
	binary, keys string
	only         []string
	long         float64
	list         bool
}

func parse(args []string, errs io.Writer) (o options, err error) {
	flags := pflag.NewFlagSet("hostile", pflag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.binary, "binary", "", "program under attack (default: ./cmd/tvslab, built)")
	flags.StringVar(&o.keys, "keys", "testdata/keys", "folder of lab keys")
	flags.StringSliceVar(&o.only, "only", nil, "play these attacks only")
	flags.Float64Var(&o.long, "long", 0, "how long the attacks go on: 0 is the short form, 1 the long one, and so on")
	flags.BoolVar(&o.list, "list", false, "list the attacks")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("an argument %q is not known", flags.Arg(0))
	case !(o.long >= 0 && o.long <= 100):
		return o, fmt.Errorf("--long %v: not from 0 to 100", o.long)
	}
	return o, nil
}

// run plays what the arguments ask for and returns the exit status.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	o, err := parse(args, errs)
	var rows []attack.Attack
	if err == nil {
		rows, err = choose(attack.All(), o.only)
	}
	if err != nil {
		fmt.Fprintln(errs, "hostile:", err)
		return wrongFlag
	}
	if o.list {
		list(out, rows)
		return held
	}
	status, err := playAll(ctx, o, rows, out)
	if err != nil {
		fmt.Fprintln(errs, "hostile:", err)
	}
	return status
}

// choose returns the rows with these names, all where there are none.
func choose(rows []attack.Attack, only []string) (chosen []attack.Attack, err error) {
	for _, name := range only {
		i := slices.IndexFunc(rows, func(a attack.Attack) bool { return a.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("--only %q: there is no such attack; --list lists them", name)
		}
		chosen = append(chosen, rows[i])
	}
	if len(only) == 0 {
		return rows, nil
	}
	return chosen, nil
}

func list(out io.Writer, rows []attack.Attack) {
	for _, a := range rows {
		fmt.Fprintf(out, "%-22s %4v  %s\n", a.Name, a.For, a.Does)
	}
}

// playAll plays attacks in a folder of their own, one after the other.
func playAll(ctx context.Context, o options, rows []attack.Attack, out io.Writer) (status int, err error) {
	dir, err := os.MkdirTemp("", "hostile")
	if err != nil {
		return unplayed, err
	}
	defer os.RemoveAll(dir)
	b, err := o.program(ctx, dir)
	if err != nil {
		return unplayed, err
	}
	begin, broken := time.Now(), []string{}
	for _, a := range rows {
		for _, engine := range engines(a) {
			r, err := inFolder(ctx, b, a, engine, o.long)
			if err != nil {
				return unplayed, fmt.Errorf("%s: %w", a.Name, err)
			}
			fmt.Fprint(out, r)
			if len(r.faults) > 0 {
				broken = append(broken, r.name())
			}
		}
	}
	fmt.Fprintf(out, "%d attacks in %v, %d not withstood: %s\n", len(rows), time.Since(begin).Round(time.Second), len(broken), strings.Join(broken, " "))
	if len(broken) > 0 {
		return failed, nil
	}
	return held, nil
}

// engines are those that an attack is played against; "" is that of the program's choice.
func engines(a attack.Attack) (list []string) {
	if !a.Both {
		return []string{""}
	}
	for _, e := range tftpd.Engines() {
		list = append(list, string(e))
	}
	return list
}

// inFolder plays an attack whose files nobody needs afterwards.
func inFolder(ctx context.Context, b target.Binary, a attack.Attack, engine string, long float64) (*result, error) {
	dir, err := os.MkdirTemp(b.Dir, "")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b.Dir = dir
	return play(ctx, &b, a, engine, long)
}

// program returns the program under attack, built where none is named.
func (o options) program(ctx context.Context, dir string) (b target.Binary, err error) {
	if b.Keys, err = filepath.Abs(o.keys); err != nil {
		return b, err
	}
	b.Dir = dir
	if o.binary != "" {
		b.Path, err = filepath.Abs(o.binary)
		return b, err
	}
	b.Path = filepath.Join(dir, "tvslab")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", b.Path, "./cmd/tvslab")
	build.Stderr = os.Stderr
	return b, build.Run()
}
