package classroom

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/filename"
	"tvslab/plan/pace"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/lab/automation"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
	"tvslab/sim/lab/sshd"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/lab/upkeep"
)

// OSUser is the account of OS administration on the nodes of each learner, with the learner's password.
const OSUser = "admin"

// Checkpoint is the snapshot to which labs are set back; Start is the one from before anybody did anything.
const (
	Checkpoint = "checkpoint"
	Start      = "start of the lesson"
)

// Seat is a learner's lab that is up.
type Seat struct {
	Learner
	Lab   *control.Lab
	Nodes []control.Node // with addresses, and ports for SSH
	Tutor Tutor          // nil without tasks

	dir                 string
	began               time.Time // on the lab's clock
	origin              *upkeep.Origin
	up                  *upkeep.Lab
	server              *sshd.Server
	web                 *tomcat.Server // nil where nodes are behind a gate
	changed, webChanged chan struct{}  // receive where nodes may have changed
	done                []func() error // what is waited for at the end, last first
	figures             figures
	mutex               sync.Mutex
	notes               []Note // of the instructor, newest last
}

// making is what all seats of a class have in common.
type making struct {
	dir    string
	course *Course
	keys   *keypool.Pool
	guest  sshd.Guest
	gate   netip.AddrPort // of the first learner, the zero value for none
	rate   clock.Rate
	chosen bool // rate was asked for
	by     string
	tell   func(accept.Trouble)
	failed func(error)
}

// gateStep is the distance of the gates of two learners.
const gateStep = 1

// take brings a learner's lab up: a new one, or the one that was there.
func (m *making) take(ctx context.Context, l Learner, number int) (s *Seat, err error) {
	s = &Seat{Learner: l, dir: filepath.Join(m.dir, labsName, filename.Of(l.Name)), changed: make(chan struct{}, 1), webChanged: make(chan struct{}, 1)}
	if s.origin, err = m.origin(ctx, s); err != nil {
		return nil, fmt.Errorf("lab of %s: %w", l.Name, err)
	}
	s.done = append(s.done, s.origin.Close)
	if err := m.raise(ctx, s, number); err != nil {
		return nil, errors.Join(fmt.Errorf("lab of %s: %w", l.Name, err), s.wait())
	}
	return s, nil
}

func (m *making) origin(ctx context.Context, s *Seat) (*upkeep.Origin, error) {
	if folder.Is(s.dir) {
		o, err := upkeep.GoesOn(ctx, s.dir)
		if !errors.Is(err, folder.ErrNoLab) { // whoever made it was ended before it had begun
			return o, err
		}
	}
	world, steps, err := m.course.World(s.Seed)
	if err != nil {
		return nil, err
	}
	return upkeep.Kept(ctx, s.dir, world, steps, m.keys)
}

// raise makes the lab and shares it. Phones act in memory: verdicts are the same, and a class has many.
func (m *making) raise(ctx context.Context, s *Seat, number int) (err error) {
	sockets := &lab.Sockets{MostPhones: -1, Watched: true, Trouble: m.tell, Changed: s.wake}
	options := scenarios.Options{Sockets: sockets, Seed: &s.Seed}
	if m.course.Tutor != nil {
		if s.Tutor, err = m.course.Tutor(s.origin.Folder(), s.Seed); err != nil {
			return err
		}
		options.Observe = s.Tutor.Event
	}
	if s.up, err = s.origin.Raise(ctx, options, control.ResetsAtOnce, m.by); err != nil {
		return err
	}
	s.done = append(s.done, s.up.Close)
	s.Lab = s.up.Lab
	s.Lab.Confine()
	doc, err := control.Describe(s.up.Runner.Lab, s.origin.Certificates())
	if err != nil {
		return err
	}
	s.Nodes = doc.Nodes
	if s.Tutor != nil {
		if err := s.Tutor.Begin(ctx, s.Lab); err != nil {
			return err
		}
	}
	return m.listen(s, number)
}

// listen opens the ports of the nodes for SSH.
func (m *making) listen(s *Seat, number int) error {
	s.server = &sshd.Server{Lab: s.Lab, Login: sshd.Login{User: OSUser, Password: s.Password, Guests: []sshd.Guest{m.guest}},
		Keys: sshd.FromPool(s.origin.Keys()), Changed: s.changed, Trouble: m.tell}
	if m.gate.IsValid() {
		s.server.Gate = netip.AddrPortFrom(m.gate.Addr(), m.gate.Port()+uint16(number*gateStep))
	}
	if err := s.server.Listen(); err != nil {
		return err
	}
	if err := m.listenWeb(s); err != nil {
		return err
	}
	ports := s.server.Ports()
	for i, at := range s.Lab.Places() {
		if i < len(s.Nodes) {
			s.Nodes[i].SSH = ports[at.Node]
		}
		if s.server.Gate.IsValid() {
			s.Nodes[i].Address = s.server.Gate.Addr().String()
		}
	}
	return nil
}

// listenWeb opens the ports of web services, on addresses of the nodes' own: behind a gate there are none.
func (m *making) listenWeb(s *Seat) error {
	if m.gate.IsValid() {
		return nil
	}
	account := []tomcat.Account{{User: OSUser, Password: s.Password}, {User: m.guest.User, Password: m.guest.Password}}
	s.web = &tomcat.Server{Lab: s.Lab, Apps: automation.Apps(), Accounts: tomcat.Accounts{Application: account, Platform: account, Keys: account}, Changed: s.webChanged, Trouble: m.tell}
	if err := s.web.Listen(); err != nil {
		return errors.Join(err, s.server.Close())
	}
	for i, at := range s.Lab.Places() {
		for _, port := range s.web.PortsOf(at.Node) {
			if port != 0 && i < len(s.Nodes) {
				s.Nodes[i].HTTPS = append(s.Nodes[i].HTTPS, port)
			}
		}
	}
	return nil
}

// live lets the lab live until ctx ends, and names the state it begins with.
func (m *making) live(ctx context.Context, s *Seat) error {
	rate := m.rate
	if was := s.origin.Setting(folder.ClockRate); was != "" && !m.chosen {
		var err error
		if rate, err = clock.Parse(was); err != nil {
			return err
		}
	}
	failed := func(err error) { m.failed(fmt.Errorf("lab of %s: %w", s.Name, err)) }
	attending, living := upkeep.Attend(ctx, s.Lab, failed), upkeep.Live(ctx, s.Lab, rate, pace.DefaultRate, failed)
	ended, served := make(chan error, 1), 1
	go func() { ended <- s.server.Serve(ctx) }()
	if s.web != nil {
		served++
		go func() { ended <- s.web.Serve(ctx) }()
	}
	s.done = append(s.done, func() (err error) {
		attending()
		living()
		for range served {
			err = errors.Join(err, <-ended)
		}
		return err
	})
	return s.begin(ctx)
}

// begin names the state that the lab begins with, once, and remembers what its clock showed.
func (s *Seat) begin(ctx context.Context) error {
	for {
		h, err := s.Lab.History(ctx)
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(h.Snapshots, func(n folder.Snapshot) bool { return n.Name == Start }); at >= 0 {
			s.began, err = time.Parse(time.RFC3339, h.Snapshots[at].Clock)
			return err
		}
		if err := s.Lab.Snapshot(ctx, Start); err != nil {
			return err
		}
	}
}

// wake tells the servers beside the lab's own that nodes may have changed. It does not wait.
func (s *Seat) wake() {
	for _, changed := range []chan struct{}{s.changed, s.webChanged} {
		select {
		case changed <- struct{}{}:
		default: // it will look anyway
		}
	}
}

// wait returns when all of the lab is gone, after its context has ended.
func (s *Seat) wait() error {
	var errs []error
	for _, one := range slices.Backward(s.done) {
		errs = append(errs, one())
	}
	return errors.Join(errs...)
}
