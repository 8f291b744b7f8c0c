package scenarios

import (
	"context"
	"fmt"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim"
)

// serviceChange is what the verbs on services have in common.
type serviceChange struct {
	Pos     file.Pos
	Service file.Names    `yaml:"service" need:"true" doc:"Services by their CUCM names, for example Cisco Tftp."`
	Nodes   file.Selector `yaml:"nodes" need:"true" doc:"On which nodes."`

	change func(service string, nodes ...string) sim.Op
}

// Listed implements file.Lister.
func (serviceChange) Listed(key string) []string {
	if key == "service" {
		return sim.ServiceNames()
	}
	return nil
}

func (x *serviceChange) check(c *checker) {
	c.SelectedNodes(&x.Nodes)
	c.Services(x.Service...)
}

func (x *serviceChange) do(_ context.Context, r *Runner) error {
	on := selected(x.Nodes)
	return r.each(on, x.Service, func(name string) sim.Op { return x.change(name, on...) })
}

// activation is the argument of activate and deactivate.
type activation struct{ serviceChange }

func (x *activation) String() string { return fmt.Sprintf("%s on %s", x.Service.String(), x.Nodes) }

// control is the argument of restart, stop and start.
type control struct {
	serviceChange
	button string
}

// String leaves the services out: they stand in the place.
func (x *control) String() string { return "on " + x.Nodes.String() }

func (x *control) words() string { return fmt.Sprintf("%s %s", x.Service, x) }

// place names the Control Center that has the services, or both, each with its own.
func (x *control) place(string) string {
	var feature, network []string
	for _, name := range x.Service.Values() {
		if sim.NetworkService(name) {
			network = append(network, name)
		} else {
			feature = append(feature, name)
		}
	}
	var parts []string
	if len(feature) > 0 {
		parts = append(parts, fmt.Sprintf("%s: %s %s", pageFeature, x.button, strings.Join(feature, ", ")))
	}
	if len(network) > 0 {
		parts = append(parts, fmt.Sprintf("%s: %s %s", pageNetwork, x.button, strings.Join(network, ", ")))
	}
	return strings.Join(parts, "; ")
}

// setParameter is the argument of set.
type setParameter struct {
	Pos       file.Pos
	Parameter file.Name   `yaml:"parameter" need:"true" doc:"Enterprise parameter by its CUCM name."`
	Value     file.Scalar `yaml:"value" need:"true" doc:"The new value."`
}

func (x *setParameter) check(c *checker) {
	c.KnownAs("enterprise parameter", sim.Parameters(), x.Parameter)
}

func (x *setParameter) do(_ context.Context, r *Runner) error {
	return r.onCluster(sim.SetParameter(x.Parameter.Value, x.Value.Value))
}

func (x *setParameter) String() string { return fmt.Sprintf("%s = %s", x.Parameter, x.Value) }
