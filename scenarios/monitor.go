package scenarios

import (
	"context"
	"fmt"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/expiry"
)

// certificateMonitor is its verb's argument.
type certificateMonitor struct {
	Pos       file.Pos
	Nodes     *file.Selector `yaml:"nodes" doc:"On which nodes; all when absent."`
	Start     file.Duration  `yaml:"start" doc:"How long before the end of a certificate the first notification is sent, for example 60d; 30d when absent."`
	Frequency file.Duration  `yaml:"frequency" doc:"The time between two notifications about one certificate; 7d when absent."`
	Email     file.Names     `yaml:"email" doc:"Who gets the notifications by e-mail; nobody when absent. Mails stay in the lab."`
}

func (x *certificateMonitor) check(c *checker) {
	c.SelectedNodes(x.Nodes)
	c.Twice("e-mail address", x.Email)
}

func (x *certificateMonitor) do(_ context.Context, r *Runner) error {
	page := expiry.Page{Start: x.Start.Value, Frequency: x.Frequency.Value, Mail: written(x.Email)}
	return r.onNodes(x.nodes(), func(node string) sim.Op { return sim.SetCertificateMonitor(page, node) })
}

func (x *certificateMonitor) nodes() *file.Selector {
	if x.Nodes == nil {
		return &file.Selector{Pos: x.Pos, All: true}
	}
	return x.Nodes
}

func (x *certificateMonitor) String() string {
	var said []string
	if x.Start.Value > 0 {
		said = append(said, "start time "+x.Start.String())
	}
	if x.Frequency.Value > 0 {
		said = append(said, "frequency "+x.Frequency.String())
	}
	if len(x.Email) > 0 {
		said = append(said, "e-mail to "+x.Email.String())
	}
	return strings.TrimPrefix(fmt.Sprintf("%s on %s", strings.Join(said, ", "), x.nodes()), " ")
}
