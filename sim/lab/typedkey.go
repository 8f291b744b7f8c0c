package lab

import (
	"context"
	"fmt"

	"tvslab/devices"
	"tvslab/sim"
)

// EnterSymmetricKey does what a person does on phones that take a symmetric key: it is typed in, "" types the one of the device page, and
// sim.NoKey erases it. Phones ask for an encrypted configuration at their next boot. It is an error for models that take none, and where the
// page has none.
func (l *Lab) EnterSymmetricKey(ctx context.Context, key string, sets ...devices.Set) error {
	var failed error
	err := l.act(ctx, l.on(sets), func(_ context.Context, p *awake, _ *record) {
		typed := key
		switch d := l.clusterOf(p.Class).Device(p.Name); {
		case key == sim.NoKey:
			typed = ""
		case key == "" && (d == nil || d.SymmetricKey == ""):
			failed = fmt.Errorf("symmetric key: the page of %s has none", p.Name)
			return
		case key == "":
			typed = d.SymmetricKey
		}
		if err := p.EnterKey(typed); err != nil {
			failed = fmt.Errorf("%s: %w", p.Name, err)
		}
	})
	if err != nil {
		return err
	}
	return failed
}
