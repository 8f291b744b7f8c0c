package lab

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/sim"
)

// portCAPF is the TCP port of the CAPF service.
const portCAPF = 3804

// outcomes collects what CAPF sessions came to until somebody may write it into the clusters. Safe for concurrent use.
type outcomes struct {
	mutex sync.Mutex
	open  map[string][]capf.Outcome // node of the CAPF service -> outcomes
}

func (o *outcomes) add(node string, one capf.Outcome) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.open == nil {
		o.open = map[string][]capf.Outcome{}
	}
	o.open[node] = append(o.open[node], one)
}

// take returns what was collected, by node, and in the order of the devices' names, whoever was faster.
func (o *outcomes) take() map[string][]capf.Outcome {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	taken := o.open
	o.open = nil
	for _, list := range taken {
		slices.SortStableFunc(list, func(a, b capf.Outcome) int { return strings.Compare(a.Device, b.Device) })
	}
	return taken
}

// finishOperations writes the outcomes of CAPF sessions into the databases.
func (l *Lab) finishOperations() error {
	taken := l.outcomes.take()
	for _, n := range l.clusters.nodes() {
		if len(taken[n.ID]) == 0 {
			continue
		}
		err := l.DoOn(n.ID, func(c *sim.Cluster) ([]sim.Event, error) { return c.FinishOperations(taken[n.ID]...) })
		if err != nil {
			return err
		}
	}
	return nil
}

// capfAuthority is the CAPF service of a node, which tells the lab how sessions ended.
type capfAuthority struct {
	capf.Authority
	node     string
	outcomes *outcomes
}

// Done implements capf.Authority.
func (a capfAuthority) Done(o capf.Outcome) { a.outcomes.add(a.node, o) }

// Enrol implements phone.CAPFNetwork.
func (m *memory) Enrol(_ context.Context, name string, _ phone.Model, server string, port int, check func([]byte) error, s capf.Session) (capf.Result, error) {
	c, n := m.lab.reach(name, server, port)
	if n == nil {
		return capf.Result{}, fmt.Errorf("capf %s: %w", server, capf.ErrUnreachable)
	}
	authority, ok := c.CAPF(n.ID)
	if !ok {
		return capf.Result{}, fmt.Errorf("capf %s: %w", server, capf.ErrUnreachable)
	}
	presented := n.LoadedCAPF()
	if err := check(presented.DER); err != nil {
		return capf.Result{}, fmt.Errorf("capf %s: %w: %w", server, capf.ErrServerCertificate, err)
	}
	s.CAPF = presented.X509
	return capf.Run(capfAuthority{authority, n.ID, &m.lab.outcomes}, &s)
}

// Enrol implements phone.CAPFNetwork: nobody enrols in a supposed network.
func (w whatIf) Enrol(_ context.Context, _ string, _ phone.Model, server string, _ int, _ func([]byte) error, _ capf.Session) (capf.Result, error) {
	return capf.Result{}, fmt.Errorf("capf %s: %w", server, capf.ErrUnreachable)
}

// Enrol implements phone.CAPFNetwork.
func (s *socketNetwork) Enrol(ctx context.Context, name string, m phone.Model, server string, port int, check func([]byte) error, session capf.Session) (capf.Result, error) {
	return s.lab.memory.Enrol(ctx, name, m, server, port, check, session)
}

// startCAPF serves the CAPF port.
func (s *servers) startCAPF(context.Context, *running, Address) error { return nil }
