package remedy

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tvslab/devices"
	"tvslab/scenarios"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// scene is the state in which ways are looked for.
type scene struct {
	now    *scenarios.Runner
	past   []*scenarios.Runner // states in which the phones stood well, the latest first
	phones devices.Set         // with the trouble
	stands []lab.Stand         // of these
	system string
	left   Left
	twice  bool        // one of the phones would refuse the CTL
	boots  devices.Set // phones that a reset alone frees
	others devices.Set // phones that stand well
}

// scene looks at the state of the case.
func (c Case) scene(ctx context.Context) *scene {
	s := &scene{now: c.Now, system: c.System, left: c.Left}
	if s.left == nil {
		s.left = Stuck
	}
	all := c.Now.Lab.Phones()
	s.others = all.Without(Stuck(ctx, c.Now.Lab, all))
	if c.System == "" {
		s.phones = s.left(ctx, c.Now.Lab, c.Phones)
		s.stands = c.Now.Lab.Stands(ctx, s.phones)
		s.others = s.others.Without(s.phones)
	}
	for _, stand := range s.stands {
		s.twice = s.twice || stand.Verdict.Lists[0].WorseThan(lab.TrustBehind)
	}
	for _, past := range slices.Backward(c.Past) {
		if s.stoodWell(ctx, past.Lab) {
			s.past = append(s.past, past)
		}
	}
	return s
}

// over reports whether there is no trouble.
func (s *scene) over() bool {
	return s.system == "" && len(s.phones) == 0 || s.system != "" && up(s.now.Lab, s.system)
}

func (s *scene) stoodWell(ctx context.Context, l *lab.Lab) bool {
	if s.system != "" {
		return up(l, s.system)
	}
	return len(s.left(ctx, l, s.phones)) == 0
}

// up reports whether a system works.
func up(l *lab.Lab, name string) bool {
	s, ok := l.System(name)
	return ok && s.Up()
}

// freed returns the phones that have the trouble no more, and whether it is over altogether.
func (s *scene) freed(ctx context.Context, l *lab.Lab) (devices.Set, bool) {
	if s.system != "" {
		return nil, up(l, s.system)
	}
	left := s.left(ctx, l, s.phones)
	return s.phones.Without(left), len(left) == 0
}

// locks returns the other phones that stood well and do not any more.
func (s *scene) locks(ctx context.Context, l *lab.Lab) devices.Set { return Stuck(ctx, l, s.others) }

// boot are the steps with which the phones boot; none for a system.
func (s *scene) boot() []string {
	if len(s.phones) == 0 {
		return nil
	}
	return []string{"reset: " + Selector(s.now, s.phones), waitStep}
}

const waitStep = "wait: registered"

// Selector is the text with which a step of the runner's scenario selects phones: `desk`, `desk[2..40]`, or a list of these.
func Selector(r *scenarios.Runner, phones devices.Set) string {
	if phones.Len() == r.Lab.Phones().Len() {
		return "all"
	}
	var parts []string
	for _, g := range r.Lab.Groups() {
		for _, row := range r.Lab.Indices(g.Name, phones) {
			switch first, last := row[0], row[1]; {
			case last-first+1 == g.Count:
				parts = append(parts, g.Name)
			case first == last:
				parts = append(parts, fmt.Sprintf("%s[%d]", g.Name, first))
			default:
				parts = append(parts, fmt.Sprintf("%s[%d..%d]", g.Name, first, last))
			}
		}
	}
	return list(parts)
}

// plain is text that YAML takes as it is, within brackets too; word is text that it takes for something else.
var (
	plain = regexp.MustCompile(`^[A-Za-z][\w./@-]*( [\w./@-]+)*$`)
	word  = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|null|y|n)$`)
)

// scalar writes a value of a step.
func scalar(text string) string {
	if plain.MatchString(text) && !word.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}

// list writes values of a step: one alone, or several in brackets.
func list(values []string) string {
	written := make([]string, len(values))
	for i, v := range values {
		written[i] = scalar(v)
	}
	if len(written) == 1 {
		return written[0]
	}
	return "[" + strings.Join(written, ", ") + "]"
}

// in is the qualifier of a step that names no node of the cluster; "" for the home cluster, which is meant anyway.
func (s *scene) in(c *sim.Cluster) string {
	if name := s.now.Lab.NameOf(c); name != "" {
		return ", cluster: " + scalar(name)
	}
	return ""
}

// braced is a step with qualifiers.
func braced(step, qualifiers string) string {
	if qualifiers == "" {
		return step
	}
	return "{" + step + qualifiers + "}"
}

// serving are the nodes of all clusters that are up, cluster by cluster.
func (s *scene) serving(each func(*sim.Cluster, *sim.Node)) {
	for _, c := range s.now.Lab.Clusters() {
		for _, n := range c.Nodes {
			if !n.Down {
				each(c, n)
			}
		}
	}
}

// onServices writes steps that do the verb with services, one for the nodes that need it with the same ones, in the order of the nodes.
func (s *scene) onServices(verb string, concerned func(*sim.Cluster, *sim.Node, sim.ServiceStatus) bool) (steps []string) {
	var order []string
	nodes := map[string][]string{}
	s.serving(func(c *sim.Cluster, n *sim.Node) {
		var names []string
		for _, status := range c.Services(n.ID) {
			if concerned(c, n, status) {
				names = append(names, status.Name)
			}
		}
		if key := s.now.Lab.NameOf(c) + "\n" + list(names); len(names) > 0 {
			if nodes[key] == nil {
				order = append(order, key)
			}
			nodes[key] = append(nodes[key], n.Name)
		}
	})
	for _, key := range order {
		_, names, _ := strings.Cut(key, "\n")
		steps = append(steps, fmt.Sprintf("%s: {service: %s, nodes: %s}", verb, names, list(nodes[key])))
	}
	return steps
}

// restart writes the steps that restart services of a cluster wherever they run; in all clusters for nil.
func (s *scene) restart(in *sim.Cluster, names ...string) []string {
	return s.onServices("restart", func(c *sim.Cluster, _ *sim.Node, status sim.ServiceStatus) bool {
		return (in == nil || c == in) && status.Running && has(names, status.Name)
	})
}
