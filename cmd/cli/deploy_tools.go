package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"github.com/spf13/cobra"

	"tvslab/deploy/kubernetes"
	"tvslab/metrics"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/scenarios"
	"tvslab/service"
	"tvslab/sim/lab"
	"tvslab/sim/lab/addresses"
)

// deployments are what a cluster can do.
var deployments = []*deployment{
	{
		use: "bench", short: "A boot storm by several generators", memory: "512Mi",
		long: `Prints an Indexed Job whose pods are the generators of one benchmark, and a Job that adds up their results, prints the report and fails
where --fail-if does. --start-in lets all generators begin together.`,
		example: `  tvslab deploy kubernetes bench --image registry.example/tvslab:1.0 --shards 8 --start-in 2m -- \
      --tftp lab-0.lab:6969,lab-0.lab:7069 --no-http --count 100000 \
      --plan constant:400/s --fail-if 'p99>2s' | kubectl apply -f -`,
		tool: benchTool, files: "lab devices", merge: "fail-if title",
		own: "shard results at metrics pcap server-pid state html scenario memory tftp-engine",
	},
	{
		use: "explore", short: "A search around a change plan in several parts", memory: "2Gi",
		long: `Prints an Indexed Job whose pods search parts of what can go otherwise than a plan says, and a Job that puts together what they found. It
looks for every cause, as tvslab explore --all does.`,
		example: `  tvslab deploy kubernetes explore --image registry.example/tvslab:1.0 --shards 16 -- \
      rotation.yaml --deviations 3 | kubectl apply -f -`,
		tool: exploreTool, own: "shard results example examples repair repair-price repaired all",
	},
	{
		use: "fleet", short: "A fleet of phones in several parts", memory: "512Mi",
		long: `Prints an Indexed Job whose pods boot parts of one fleet, and a Job that adds up what its phones decided.`,
		example: `  tvslab deploy kubernetes fleet --image registry.example/tvslab:1.0 --shards 4 -- \
      --tftp lab-0.lab:6969,lab-0.lab:7069 --no-http --count 40000 | kubectl apply -f -`,
		tool: fleetTool, files: "lab devices", own: "shard results at metrics pcap state",
	},
	{
		use: "lab", short: "A lab that is served", memory: "1Gi",
		long: `Prints a StatefulSet of one pod, in which tvslab serve has the servers of all nodes of a scenario, and a Service for each node: pods of the
namespace reach it by its name on the ports that phones know. The lab is kept on a volume and goes on when the pod is restarted.`,
		example: `  tvslab deploy kubernetes lab --image registry.example/tvslab:1.0 -- \
      rotation.yaml --steps 0 | kubectl apply -f -
  kubectl exec lab-0 -- tvslab lab status`,
		tool: labTool, nodes: labNodes,
		own: "listen one-address tftp-port tftp-engine metrics dir go-on quiet export pcap strangers ssh ssh-user ssh-password-file ssh-auth ssh-idle ssh-host-key " +
			"api web phone-web phone-web-port phone-web-user control",
	},
}

func benchTool(a *app) (*cobra.Command, func(context.Context, []string) ([]string, error)) {
	v := newBenchVerb(a)
	return v.command(), func(ctx context.Context, _ []string) ([]string, error) {
		if err := v.read(); err != nil {
			return nil, err
		}
		return v.reached(ctx)
	}
}

func fleetTool(a *app) (*cobra.Command, func(context.Context, []string) ([]string, error)) {
	v := newPhonesVerb(a)
	return v.command(), func(ctx context.Context, _ []string) ([]string, error) {
		if err := v.check(); err != nil {
			return nil, usageError{err}
		}
		return v.reached(ctx)
	}
}

// reached are the addresses that the phones of the flags speak to.
func (f *fleetFlags) reached(ctx context.Context) (list []string, err error) {
	c, finder, err := f.fleet(ctx)
	if errors.Is(err, errNoServer) {
		return nil, usageError{fmt.Errorf("%w; tvslab deploy kubernetes lab has some", errNoServer)}
	}
	if err != nil {
		return nil, err
	}
	for _, at := range addressesOf(&c, finder) {
		if a, err := netip.ParseAddr(at); err == nil {
			if a.IsLoopback() {
				return nil, usageError{fmt.Errorf("%s is a pod itself, in a pod: name servers that pods can reach", a)}
			}
			list = append(list, a.String())
		}
	}
	return list, nil
}

// addressesOf lists the servers that phones are told of, names too.
func addressesOf(c *fleet.Config, finder *sockets.Servers) (list []string) {
	add := func(text string) {
		if at, err := netip.ParseAddrPort(text); err == nil {
			text = at.Addr().String()
		}
		list = append(list, text)
	}
	for _, g := range c.Groups {
		for _, text := range g.TFTP {
			add(text)
		}
	}
	for _, text := range finder.Hosts {
		add(text)
	}
	add(finder.TVS)
	return list
}

func exploreTool(a *app) (*cobra.Command, func(context.Context, []string) ([]string, error)) {
	v := &exploreVerb{app: a}
	return v.command(), func(ctx context.Context, args []string) ([]string, error) {
		cell, err := v.cell(ctx, args[0])
		if err != nil {
			return nil, err
		}
		if err := alone(args[0], cell); err != nil {
			return nil, err
		}
		_, err = v.search(ctx, cell)
		return nil, err
	}
}

// alone reports files beside a scenario that it needs, and that a ConfigMap does not have.
func alone(name string, s *scenarios.Scenario) error {
	for _, g := range s.Phones {
		if file := g.Devices.File.Value; file != "" {
			return usageError{fmt.Errorf("%q: group %q has its phones from the file %q, which does not come along; write them into the scenario", name, g.Name.Value, file)}
		}
	}
	return nil
}

func labTool(a *app) (*cobra.Command, func(context.Context, []string) ([]string, error)) {
	v := newServeVerb(a)
	return v.command(), func(ctx context.Context, args []string) ([]string, error) {
		for _, c := range v.companions() {
			if err := c.check(); err != nil {
				return nil, usageError{err}
			}
		}
		if _, err := v.parse(); err != nil {
			return nil, err
		}
		if err := v.configure(&lab.Sockets{}, metrics.New()); err != nil {
			return nil, usageError{err}
		}
		s, _, err := v.pick(ctx, args[0])
		if err != nil {
			return nil, err
		}
		return nil, alone(args[0], s)
	}
}

// labNodes are the nodes of the scenario of a lab, with their ports in the pod.
func labNodes(ctx context.Context, _ *app, name string, cmd *cobra.Command) (list []kubernetes.Node, err error) {
	var cells cellFlags
	for flag, to := range map[string]*string{"release": &cells.release, "mode": &cells.mode, "as-release": &cells.asRelease} {
		*to = cmd.Flags().Lookup(flag).Value.String()
	}
	s, _, err := cells.pick(ctx, name)
	if err != nil {
		return nil, err
	}
	names := s.Cluster.Nodes.Names()
	for _, other := range s.Others {
		names = append(names, other.Nodes.Names()...)
	}
	for _, node := range names {
		n := kubernetes.Node{Name: node}
		for _, at := range service.All() {
			n.Ports[at] = addresses.SharedPort(len(list), at, kubernetes.TFTPPort)
		}
		list = append(list, n)
	}
	return list, nil
}
