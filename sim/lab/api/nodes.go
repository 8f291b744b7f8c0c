package api

import (
	"context"

	"tvslab/scenarios"
	"tvslab/sim/lab/control"
)

var nodeResources = []Resource{
	asks(about{"/v1/nodes", "list-nodes", "Nodes", "The nodes of all clusters, publishers first, and services on them that were stopped."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*Nodes, error) {
			return &Nodes{l.NodeStatuses()}, nil
		}),
	asks(about{"/v1/nodes/{node}", "get-node", "A node", "Its addresses, roles and services."},
		func(_ context.Context, l *control.Lab, in *nodeInput) (*control.NodeDetail, error) {
			return l.Node(in.Node)
		}),
	asks(about{"/v1/nodes/{node}/certificates", "list-node-certificates", "Certificates of a node", "As its file system holds them: identity stores, then -trust stores."}, nodeCertificates),
	asks(about{"/v1/nodes/{node}/trust-lists", "get-trust-lists", "Trust lists of a node", "CTLFile.tlv and ITLFile.tlv as they are on its disk, decoded."},
		func(_ context.Context, l *control.Lab, in *nodeInput) (*control.TrustLists, error) {
			return l.TrustLists(in.Node)
		}),
	asks(about{"/v1/nodes/{node}/logs", "list-logs", "Log files of a node", "Their paths below activelog."}, listLogs),
	asks(about{"/v1/nodes/{node}/logs/lines", "get-log", "Lines of a log file", "The newest lines of the file."},
		func(_ context.Context, l *control.Lab, in *logInput) (*control.Log, error) {
			return l.Log(in.Node, in.Path, in.Last)
		}),
	does(about{"/v1/nodes/{node}/commands", "run-commands", "Type commands", "Types commands of the admin: shell one after the other and ends at the first that is refused. " +
		"After a command that changed something the lab's clock moves by a minute."}, runCommands),
	shellResource,
	asks(about{"/v1/certificates", "list-certificates", "Certificates of all nodes", "As their file systems hold them: by node, identity stores, then -trust stores."}, listCertificates),
	asks(about{"/v1/certificate-uses", "list-certificate-uses", "Who goes by which certificate", "Of each certificate of the nodes: where it lies, which services read it, which lists name it or are signed by it, which TVS vouches for it, " +
		"and which phones hold such lists."},
		func(ctx context.Context, l *control.Lab, _ *nothing) (*CertificateUses, error) {
			return &CertificateUses{l.CertificateUses(ctx)}, nil
		}),
	asks(about{"/v1/trust-lists", "list-trust-lists", "Trust lists of nodes and of phones", "Each content of a CTL or an ITL that a node has on its disk or a phone holds, decoded, with how many phones hold it."},
		func(ctx context.Context, l *control.Lab, _ *nothing) (*ListVersions, error) {
			return &ListVersions{l.ListVersions(ctx)}, nil
		}),
	asks(about{"/v1/tvs-caches", "list-tvs-caches", "What TVS knows", "Of each node: which certificates its Trust Verification Service vouches for, and what it has not noticed yet."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*TVSCaches, error) {
			return &TVSCaches{l.TVSCaches()}, nil
		}),
	asks(about{"/v1/parameters", "list-parameters", "Enterprise parameters", "Those of all clusters, in the order of the page, with what they can be set to."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*Parameters, error) {
			return &Parameters{l.Parameters()}, nil
		}),
	asks(about{"/v1/backups", "list-backups", "DRS backups", "The backups that the lab has, and what has changed since."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*Backups, error) {
			return &Backups{l.Backups()}, nil
		}),
	asks(about{"/v1/certificate-monitors", "list-certificate-monitors", "Certificate monitor", "What the page Certificate Monitor of each node says."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*Monitors, error) {
			return &Monitors{l.Monitors()}, nil
		}),
	asks(about{"/v1/systems", "list-systems", "Systems around the clusters", "Where each stands with the nodes, and why."},
		func(_ context.Context, l *control.Lab, _ *nothing) (*Systems, error) {
			return &Systems{l.Systems()}, nil
		}),
}

// Nodes are the nodes of a lab.
type Nodes struct {
	Nodes []control.NodeStatus `json:"nodes"`
}

// CertificateUses are certificates with everybody who goes by them.
type CertificateUses struct {
	Certificates []control.CertificateUse `json:"certificates"`
}

// ListVersions are contents of trust lists.
type ListVersions struct {
	Lists []control.ListVersion `json:"lists"`
}

// TVSCaches are caches of nodes.
type TVSCaches struct {
	Caches []control.TVSCache `json:"caches"`
}

// Parameters are parameters of clusters.
type Parameters struct {
	Parameters []control.Parameter `json:"parameters"`
}

// Backups are DRS backups.
type Backups struct {
	Backups []control.Backup `json:"backups"`
}

// Monitors are certificate monitors of nodes.
type Monitors struct {
	Monitors []control.Monitor `json:"monitors"`
}

type nodeInput struct {
	Node string `path:"node" doc:"name of the node" example:"cucm-pub"`
}

// Certificates are certificates in stores.
type Certificates struct {
	Certificates []control.Certificate `json:"certificates"`
}

type nodeCertificatesInput struct {
	Node  string `path:"node" doc:"name of the node" example:"cucm-pub"`
	Store string `query:"store" doc:"only those of this store" example:"CallManager"`
}

func nodeCertificates(_ context.Context, l *control.Lab, in *nodeCertificatesInput) (*Certificates, error) {
	list, err := l.Certificates(control.CertificateQuery(*in))
	return &Certificates{list}, err
}

type certificatesInput struct {
	Store string `query:"store" doc:"only those of this store" example:"CallManager"`
}

func listCertificates(_ context.Context, l *control.Lab, in *certificatesInput) (*Certificates, error) {
	list, err := l.Certificates(control.CertificateQuery{Store: in.Store})
	return &Certificates{list}, err
}

// Logs are the log files of a node.
type Logs struct {
	Paths []string `json:"paths" doc:"below activelog"`
}

func listLogs(_ context.Context, l *control.Lab, in *nodeInput) (*Logs, error) {
	paths, err := l.LogPaths(in.Node)
	return &Logs{paths}, err
}

type logInput struct {
	Node string `path:"node" doc:"name of the node" example:"cucm-pub"`
	Path string `query:"path" required:"true" doc:"below activelog, as the list of files has it" example:"syslog/CiscoSyslog"`
	Last int    `query:"last" minimum:"1" maximum:"100000" default:"1000" doc:"at most so many lines"`
}

// Systems are the systems around the clusters of a lab.
type Systems struct {
	Systems []scenarios.SystemResult `json:"systems"`
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
