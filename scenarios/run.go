package scenarios

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"tvslab/admincli"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// Options decide how a scenario is run, not what happens in it.
type Options struct {
	Keys     sim.KeySource     // lab keys; required
	Sockets  *lab.Sockets      // real servers on loopback; nil runs in memory
	Seed     *uint64           // instead of the scenario's
	FailFast bool              // stop at the first expectation that fails
	Observe  func(Observation) // receives steps and events as they happen; nil for none
	Log      func(lab.LogLine) // receives the lines that nodes and phones would log; nil for none
}

// Observation is a line of the timeline: a step that begins, or something that happened in it.
type Observation struct {
	Step   *Step         // set when a step begins
	Text   string        // the step, in words
	Groups []GroupResult // set when an expect step finds where the groups stand; events say the same in words
	Event  lab.Event     // set otherwise; with Step, the time only
}

// Start is the clock of every scenario's freshly installed cluster: a Monday morning.
var Start = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// stepTime is how far the clock moves with every step: an administrator does about one thing a minute, which
// lets TVS notice a change of the database between two steps (it takes 8 s) but not a new CTL file (up to 180 s).
const stepTime = time.Minute

// Run plays a scenario, which must be one cell's (Scenario.For), and returns what held. The error is for what kept
// it from being played: a step the cluster refuses (StepError), an address in use, a cancelled context.
func Run(ctx context.Context, s *Scenario, o Options) (*Result, error) {
	r, err := Prepare(ctx, s, o)
	if err != nil {
		return nil, err
	}
	result, err := r.Play(ctx, len(s.Steps))
	if closed := r.Lab.Close(); err == nil {
		err = closed
	}
	return result, err
}

// Runner is a scenario on its way.
type Runner struct {
	Lab      *lab.Lab
	Outside  *admincli.Outside // SFTP servers and backup devices of the admin CLI
	scenario *Scenario
	observe  func(Observation)
	result   *Result
	keys     map[string]*sim.RecoveryKey // exported, by the name the scenario gives them
	alarms   map[string][]string         // since the start, by node; kept when an expectation asks for them
	failFast bool
	began    time.Time
}

// Prepare builds the scenario's lab. The caller closes Runner.Lab.
func Prepare(ctx context.Context, s *Scenario, o Options) (*Runner, error) {
	cfg, err := config(s, o)
	if err != nil {
		return nil, err
	}
	r := &Runner{
		scenario: s, observe: o.Observe, failFast: o.FailFast, began: time.Now(), result: newResult(s, cfg),
		Outside: admincli.NewOutside(), keys: map[string]*sim.RecoveryKey{}, alarms: map[string][]string{},
	}
	cfg.Log = o.Log
	if s.expectsAlarms() {
		cfg.Observe, cfg.Log = r.see, func(line lab.LogLine) { r.hear(line, o.Log) }
	} else if o.Observe != nil {
		cfg.Observe = r.see
	}
	if r.Lab, err = lab.New(ctx, cfg); err != nil {
		return nil, err
	}
	r.Outside.Made = r.Lab.Keep
	if err := r.furnish(ctx); err != nil {
		return nil, errors.Join(err, r.Lab.Close())
	}
	return r, nil
}

// furnish gives groups the LSCs and the Phone Security Profiles that the scenario says they have from the start.
func (r *Runner) furnish(ctx context.Context) error {
	for i := range r.scenario.Phones {
		g := &r.scenario.Phones[i]
		if err := r.furnishGroup(ctx, g, Selector{Names: Names{g.Name}}); err != nil {
			return fmt.Errorf("phone group %q: %w", g.Name, err)
		}
	}
	return nil
}

func (r *Runner) furnishGroup(ctx context.Context, g *Group, phones Selector) error {
	if g.LSC { // first: the profile may ask for what the phone does not have yet
		if err := r.Lab.InstallLSC(ctx, r.phones(phones)); err != nil {
			return err
		}
	}
	if g.Security.Value == "" && g.Authentication.Value == "" {
		return nil
	}
	mode := cmp.Or(g.Security.Value, NonSecure)
	return r.onDevices(phones, func(devices []string) sim.Op { return sim.SetSecurityProfile(devices, mode, g.Authentication.Value) })
}

// see passes an event of the lab on and keeps alarms.
func (r *Runner) see(e lab.Event) {
	if e.Kind == alarmKind {
		r.alarms[e.Node] = append(r.alarms[e.Node], e.Text)
	}
	if r.observe != nil {
		r.observe(Observation{Event: e})
	}
}

// hear passes a log line on and keeps those of syslogs.
func (r *Runner) hear(line lab.LogLine, on func(lab.LogLine)) {
	if line.Kind == lab.LogSyslog {
		r.alarms[line.Source] = append(r.alarms[line.Source], line.Text)
	}
	if on != nil {
		on(line)
	}
}

// alarmKind is the kind of events that say that a node raised an alarm.
const alarmKind = "alarm"

// config translates the scenario into the lab's terms.
func config(s *Scenario, o Options) (lab.Config, error) {
	release, err := cucm.ParseRelease(s.Release.Value)
	if err != nil {
		return lab.Config{}, err
	}
	settings, phones, err := settings(s)
	if err != nil {
		return lab.Config{}, err
	}
	cfg := lab.Config{Sockets: o.Sockets, Settings: phones}
	base := sim.Config{Release: release, Settings: settings, Seed: s.Seed, Start: Start, Keys: o.Keys}
	if o.Seed != nil {
		base.Seed = *o.Seed
	}
	cfg.Cluster = clusterConfig(&s.Cluster, base)
	for i := range s.Others {
		other, err := otherCluster(&s.Others[i], base)
		if err != nil {
			return lab.Config{}, err
		}
		cfg.Others = append(cfg.Others, other)
	}
	for i := range s.Phones {
		cfg.Groups = append(cfg.Groups, group(s, &s.Phones[i]))
	}
	return cfg, nil
}

// clusterConfig puts what the scenario says of a cluster into what all clusters have in common.
func clusterConfig(c *Cluster, base sim.Config) sim.Config {
	base.Mode, base.Domain, base.Org, base.Tokens = sim.Mode(c.Mode.Value), c.Domain, organization(*c), c.Tokens.Values()
	for i := range c.Nodes {
		base.Nodes = append(base.Nodes, nodeSpec(&c.Nodes[i]))
	}
	return base
}

func otherCluster(c *OtherCluster, base sim.Config) (lab.ClusterConfig, error) {
	if c.Release.Value != "" {
		release, err := cucm.ParseRelease(c.Release.Value)
		if err != nil {
			return lab.ClusterConfig{}, err
		}
		base.Release = release
	}
	return lab.ClusterConfig{Name: c.Name.Value, Config: clusterConfig(&c.Cluster, base)}, nil
}

func group(s *Scenario, g *Group) lab.Group {
	return lab.Group{
		Name: g.Name.Value, Model: g.Model.Value, Count: g.Count, TFTP: g.TFTP.Values(),
		Nodes: s.CallManagerGroup(g), Default: g.Config.Value == "default", Dot1X: g.Dot1x,
	}
}

// organization fills in what a scenario leaves out; phones ignore TVS certificates without an OU.
func organization(c Cluster) sim.Organization {
	if c.Unit == "" {
		c.Unit = "Voice"
	}
	if c.Organization == "" {
		c.Organization = "Example Lab"
	}
	return sim.Organization{Unit: c.Unit, Name: c.Organization, Locality: c.Locality, State: c.State, Country: c.Country}
}

func nodeSpec(n *Node) sim.NodeSpec {
	spec := sim.NodeSpec{Name: n.Name.Value}
	for _, role := range n.Roles {
		spec.Roles = append(spec.Roles, sim.Role(role.Value))
	}
	spec.Address, _ = netip.ParseAddr(n.Address.Value) // checked when the file was read; empty chooses
	return spec
}

// Play does the first n steps.
func (r *Runner) Play(ctx context.Context, n int) (*Result, error) {
	return r.PlayOn(ctx, 0, n)
}

// PlayOn does the steps from number from to before number to, counting from 0, where those before were done.
func (r *Runner) PlayOn(ctx context.Context, from, to int) (*Result, error) {
	for i := from; i < to; i++ {
		if err := r.step(ctx, &r.scenario.Steps[i]); err != nil {
			return nil, err
		}
		if r.failFast && len(r.result.Failures) > 0 {
			break
		}
	}
	r.result.finish(ctx, r)
	return r.result, nil
}

func (r *Runner) step(ctx context.Context, s *Step) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.observe != nil {
		r.observe(Observation{Step: s, Text: s.String(), Event: lab.Event{Time: r.Lab.Now()}})
	}
	if err := r.act(ctx, s); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &StepError{File: r.scenario.File, Step: s, Err: err}
	}
	if s.Verb != "expect" && s.Verb != "wait" && s.Verb != "advance" {
		r.Lab.Advance(stepTime)
	}
	return nil
}

// StepError is a step that could not be done, because the cluster refused it or the scenario asks for something
// that does not exist.
type StepError struct {
	File string
	Step *Step
	Err  error
}

// Error names file, line and step.
func (e *StepError) Error() string {
	return fmt.Sprintf("%s:%d:%d: step %d, %s: %s", e.File, e.Step.Pos.Line, e.Step.Pos.Column, e.Step.Number, e.Step.Verb, e.Err)
}

// Unwrap returns why.
func (e *StepError) Unwrap() error { return e.Err }

// modelCheck reports whether a phone model exists.
func modelCheck(name string) error {
	if _, ok := phone.ModelByName(name); ok {
		return nil
	}
	var known []string
	for _, m := range phone.Models() {
		known = append(known, m.Name)
	}
	return &Unknown{What: "phone model", Name: name, Known: known}
}
