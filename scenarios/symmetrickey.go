package scenarios

import (
	"context"

	"tvslab/devices"
	"tvslab/scenarios/file"
	"tvslab/sim"
)

// symmetricKey is its verb's argument.
type symmetricKey struct {
	Pos    file.Pos
	Phones file.Selector `yaml:"phones" need:"true" doc:"The phones, of models with a typed key over SIP: 7905, 7912, 7940, 7960."`
	Key    file.Name     `yaml:"key" doc:"Hex digits, 32 for the 7940 and 7960, 64 for the 7905 and 7912; none empties the field; generated when absent, the same for all."`
}

func (x *symmetricKey) check(c *checker) { c.SelectedPhones(&x.Phones) }

func (x *symmetricKey) do(_ context.Context, r *Runner) error {
	key := x.Key.Value
	if key == "" {
		key = sim.GenerateKey
	}
	return r.onDevices(x.Phones, func(set devices.Set) sim.Op { return sim.SetSymmetricKey(set, key) })
}

func (x *symmetricKey) String() string { return spaced(x.Phones.String(), x.Key.Value) }

// keyEntry is the argument of enter-symmetric-key.
type keyEntry struct {
	Pos    file.Pos
	Phones file.Selector `yaml:"phones" need:"true" doc:"The phones."`
	Key    file.Name     `yaml:"key" doc:"The key that is typed, hex digits; none erases the one that is there; that of the phone's page when absent."`
}

func (x *keyEntry) check(c *checker) { c.SelectedPhones(&x.Phones) }

// follow reports models into which nobody can type the key.
func (x *keyEntry) follow(c *checker, _ *versions) {
	key, pos := x.Key.Value, x.Key.Pos
	if key == sim.NoKey || key == "" {
		key, pos = "", x.Pos
	}
	for _, m := range c.Site.ModelsOf(x.Phones) {
		if err := m.CheckKey(key); err != nil {
			c.Add(pos, "", "%s", err)
		}
	}
}

func (x *keyEntry) do(ctx context.Context, r *Runner) error {
	return r.Lab.EnterSymmetricKey(ctx, x.Key.Value, r.phones(x.Phones)...)
}

func (x *keyEntry) String() string { return spaced(x.Phones.String(), x.Key.Value) }
