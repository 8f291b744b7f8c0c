package scenarios

import (
	"context"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
)

// wait is its verb's argument: until phones are registered, or a time.
type wait struct {
	file.Duration // 0 for registered
}

const waitRegistered = "registered"

// UnmarshalNode reads the word or a duration.
func (x *wait) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.Pos = file.PosOf(n)
	if n.Kind != yaml.ScalarNode || n.Value != waitRegistered {
		x.Duration.UnmarshalNode(d, n, where)
	}
}

// JSONSchema of the word or a duration.
func (wait) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: "^" + waitRegistered + "$|" + file.Duration{}.JSONSchema().Pattern}
}

func (x *wait) check(*checker) {}

// do lets queued resets happen and phones register, and then the rest of the time pass.
func (x *wait) do(ctx context.Context, r *Runner) error {
	if err := r.Lab.WaitRegistered(ctx); err != nil {
		return err
	}
	if x.Value > stepTime {
		r.Lab.Advance(x.Value - stepTime)
	}
	return nil
}

func (x *wait) String() string {
	if x.Value == 0 {
		return waitRegistered
	}
	return x.Duration.String()
}

// advance is its verb's argument.
type advance struct{ file.Duration }

func (x *advance) check(*checker) {}

func (x *advance) do(_ context.Context, r *Runner) error {
	r.Lab.Advance(x.Value)
	return nil
}
