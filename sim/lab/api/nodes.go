package api

import (
	"context"

	"tvslab/sim/lab/control"
)

var nodeResources = []Resource{
	asks(about{"/v1/nodes", "list-nodes", "Nodes", "The nodes of all clusters, publishers first, and services on them that were stopped."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*Nodes, error) {
			return &Nodes{l.NodeStatuses()}, nil
		}),
	does(about{"/v1/nodes/{node}/commands", "run-commands", "Type commands", "Types commands of the admin: shell one after the other and ends at the first that is refused. " +
		"After a command that changed something the lab's clock moves by a minute."}, runCommands),
	shellResource,
}

// Nodes are the nodes of a lab.
type Nodes struct {
	Nodes []control.NodeStatus `json:"nodes"`
}

type commandsInput struct {
	Node string `path:"node" doc:"name of the node" example:"cucm-pub"`
	Body Commands
}

// Commands are what somebody types.
type Commands struct {
	Commands []string `json:"commands" minItems:"1" maxItems:"1000" doc:"lines, in order" example:"[\"show version active\"]"`
	Answers  []string `json:"answers,omitempty" maxItems:"1000" doc:"to the questions of each command, in order; then yes"`
}

// Results are commands that were run.
type Results struct {
	Commands []control.Typed `json:"commands"`
}

func runCommands(ctx context.Context, l *control.Lab, in *commandsInput) (*Results, error) {
	session, err := l.Session(in.Node)
	if err != nil {
		return nil, err
	}
	typed, err := session.Type(ctx, in.Body.Commands, in.Body.Answers)
	return &Results{typed}, err
}
