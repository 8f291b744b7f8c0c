package scenarios

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"tvslab/admincli"
	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/page"
)

// command is the argument of cli.
type command struct {
	Pos    file.Pos
	Node   file.Name  `yaml:"node" need:"true" doc:"The node whose command line is used."`
	Run    file.Name  `yaml:"run" need:"true" doc:"The command, literally."`
	Answer file.Names `yaml:"answer" doc:"Answers to the questions of the command, in order."`
	Output file.Name  `yaml:"output" doc:"Text that the output must contain."`
	Error  *refusal   `yaml:"error" doc:"true, or text of the refusal: the command must be refused."`
}

// backupDevice finds the device to which a command makes a backup, which names the backup as a backup step does.
var backupDevice = regexp.MustCompile(`^utils disaster_recovery backup network \S+ (\S+)$`)

func (x *command) check(c *checker) {
	c.Node(x.Node)
	if made := backupDevice.FindStringSubmatch(x.Run.Value); made != nil {
		c.Backups = append(c.Backups, made[1])
	}
}

// follow checks the command with the release that its node has by then.
func (x *command) follow(c *checker, v *versions) {
	c.command(x.Run, v.at(x.Node.Value, c.step.refused()))
}

// do types a command and compares the output with what the step says.
func (x *command) do(_ context.Context, r *Runner) error {
	node := x.Node.Value
	if r.Lab.ClusterOf(node) == nil {
		return fmt.Errorf("node %q is in no cluster of the lab", node)
	}
	output, err := admincli.Exec(adminHost{r, node}, node, x.Run.Value, x.Answer.Values())
	if err == nil && !strings.Contains(output, x.Output.Value) {
		r.fail(Failure{Target: node, Field: "output", Want: x.Output.Value, Got: output})
	}
	return err
}

func (x *command) refusal() *refusal { return x.Error }

func (x *command) String() string { return fmt.Sprintf("%s: admin:%s", x.Node, x.Run) }

// adminHost is the cluster of a node to the admin CLI.
type adminHost struct {
	*Runner
	node string
}

// Snapshot implements admincli.Host.
func (h adminHost) Snapshot() *sim.Cluster { return h.Lab.ClusterOf(h.node).Clone() }

// Commit implements admincli.Host.
func (h adminHost) Commit(change *sim.Change) error { return h.Lab.Commit(h.node, change) }

// Outside implements admincli.Host.
func (h adminHost) Outside() *admincli.Outside { return h.Runner.Outside }

// Registrations implements admincli.Phones.
func (h adminHost) Registrations() []page.Registration {
	return h.Lab.Registrations(h.Lab.ClusterOf(h.node))
}
