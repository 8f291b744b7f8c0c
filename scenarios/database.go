package scenarios

import (
	"context"
	"strings"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// deviceRemoval is the argument of remove-device.
type deviceRemoval struct{ file.Selector }

func (x *deviceRemoval) check(c *checker) { c.SelectedPhones(&x.Selector) }

func (x *deviceRemoval) do(_ context.Context, r *Runner) error {
	return r.onDevices(x.Selector, sim.DeleteDevices)
}

// deviceAddition is the argument of add-device: phones, or more with what the database shall say of them.
type deviceAddition struct {
	Pos      file.Pos
	Phones   file.Selector `yaml:"phones" need:"true" short:"true" doc:"The phones."`
	Model    file.Name     `yaml:"model" doc:"The model that the database knows them as; their own when absent."`
	Protocol file.Name     `yaml:"protocol" words:"sip sccp" doc:"The protocol that it knows them with; when absent that of their load, or the usual one of the model."`
}

func (x *deviceAddition) check(c *checker) {
	c.SelectedPhones(&x.Phones)
	c.Model(x.Model)
	if m, known := phone.ModelByName(x.Model.Value); known {
		_, err := m.Loaded(x.protocol())
		c.Said(x.Protocol.Pos, err)
	}
}

func (x *deviceAddition) protocol() string { return strings.ToUpper(x.Protocol.Value) }

func (x *deviceAddition) do(_ context.Context, r *Runner) error {
	return r.inDatabases(x.Phones, func(node string, set devices.Set) error {
		return r.Lab.AddToDatabase(node, set, lab.Entry{Model: x.Model.Value, Protocol: x.protocol()})
	})
}

func (x *deviceAddition) String() string {
	text := x.Phones.String()
	if as := spaced(x.Model.Value, x.protocol()); as != "" {
		text += " as " + as
	}
	return text
}
