package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/plan/pace"
	"tvslab/sim/lab"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/upkeep"
)

// liveFlags are those about the phones of a served lab and its clock: a companion that lets them live.
type liveFlags struct {
	*app
	clock, phonesOn string
	resetRate       float64

	rate clock.Rate // what clock says
}

// phonesOn are the values of --phones-on.
var phonesOnWords = []string{"sockets", "memory"}

// mostOnSockets is how many phones of a served lab act over sockets where nobody says: each is a phone of its own then, which costs a boot of some
// milliseconds and some kilobytes.
const mostOnSockets = 200

func (f *liveFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.clock, "clock", clock.Real.String(), `the lab's clock: real, a factor such as 60x, or stopped, which goes on with commands and steps, a minute each (tvslab lab clock changes it)`)
	flags.Float64Var(&f.resetRate, "reset-rate", pace.DefaultRate, "phones that reset in a second of the lab's clock where a cluster tells all of them to, unless the clock is stopped; the default is an assumption, no source gives a number")
	flags.StringVar(&f.phonesOn, "phones-on", "", fmt.Sprintf("where the lab's own phones act: sockets, or memory, where thousands cost little (default: sockets up to %d phones)", mostOnSockets))
	completeWords(cmd, "clock", fixed(clock.Words()))
	completeWords(cmd, "phones-on", fixed(phonesOnWords))
}

func (f *liveFlags) check() (err error) {
	if f.rate, err = clock.Parse(f.clock); err != nil {
		return fmt.Errorf("--%w", err)
	}
	if err := pace.CheckRate(f.resetRate); err != nil {
		return fmt.Errorf("--%w", err)
	}
	if f.phonesOn != "" {
		return oneOf("--phones-on", "place", f.phonesOn, phonesOnWords)
	}
	return nil
}

// goOn lets the clock go on as it went when the lab was served before, unless somebody says how.
func (f *liveFlags) goOn(rate string, given bool) (err error) {
	if rate != "" && !given {
		f.rate, err = clock.Parse(rate)
	}
	return err
}

// place says where the lab's phones act.
func (f *liveFlags) place(sockets *lab.Sockets) {
	sockets.MostPhones = map[string]int{"sockets": 0, "memory": -1, "": mostOnSockets}[f.phonesOn]
}

// resets is when phones reset, where nobody says: at once where the clock runs, as those of a cluster do.
func (f *liveFlags) resets(asked control.Resets, given bool) control.Resets {
	if !given && f.rate != clock.Stopped {
		return control.ResetsAtOnce
	}
	return asked
}

func (f *liveFlags) start(ctx context.Context, shared *control.Lab, _ *control.Document) (wait func() error, err error) {
	ended := upkeep.Live(ctx, shared, f.rate, f.resetRate, f.failed)
	return func() error { ended(); return nil }, nil
}
