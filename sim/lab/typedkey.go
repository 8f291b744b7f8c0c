package lab

import (
	"context"
	"errors"
	"fmt"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// EnterSymmetricKey does what a person does on phones that take a symmetric key: it is typed in, "" types the one of the device page, and
// sim.NoKey erases it. Phones ask for an encrypted configuration at their next boot. It is an error for models that take none, and where the
// page has none; then no phone has got one.
func (l *Lab) EnterSymmetricKey(ctx context.Context, key string, sets ...devices.Set) error {
	on := l.on(sets)
	for _, part := range l.parts(on) {
		typed, err := l.typedKey(part.Class, part.First().Name(), key)
		if err == nil {
			err = part.Class.Model.CheckKey(typed)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", part.First().Name(), err)
		}
	}
	return l.act(ctx, on, func(_ context.Context, p *awake, _ *record) {
		if typed, err := l.typedKey(p.Class, p.Name, key); err == nil {
			_ = p.EnterKey(typed) // it was checked
		}
	})
}

// typedKey is the key that a person types into a phone.
func (w *world) typedKey(c *population.Class, name, key string) (string, error) {
	switch d := w.clusterOf(c).Device(name); {
	case key == sim.NoKey:
		return "", nil
	case key != "":
		return key, nil
	case d == nil || d.SymmetricKey == "":
		return "", errNoTypedKey
	default:
		return d.SymmetricKey, nil
	}
}

var errNoTypedKey = errors.New("the phone's page has no symmetric key")
