package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"tvslab/sim"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// Sockets says where a lab's servers listen.
type Sockets struct {
	// Base is the address of the first node; further nodes follow it. Invalid: the first free 127.77.x.0/24.
	// Where only one loopback address exists, all nodes share 127.0.0.1 on consecutive ports.
	Base netip.Addr
	// TFTPPort is 69, or another where that needs a privilege; 0 tries 69, then 6969.
	TFTPPort int
	// TFTPEngine moves the blocks of the TFTP servers; "" means tftpd.EnginePin.
	TFTPEngine tftpd.Engine
	// Log is told of every served file and every TVS exchange; nil for none.
	Log func(Access)
}

// Access is one request that a server of the lab answered or refused.
type Access struct {
	Time     time.Time
	Node     string
	Protocol string // TFTP, HTTP, TVS, CAPF, SIP or SCCP
	Peer     string
	Name     string // file name, or device name, with the command for TVS and CAPF
	Bytes    int64
	Duration time.Duration
	Outcome  string
}

// Address is where one node of a socket lab listens; a port is 0 where the node does not have the service.
type Address struct {
	Node                  string
	IP                    netip.Addr
	TFTP, HTTP, TVS       int
	SIP, SCCP             int
	SecureSIP, SecureSCCP int
	CAPF                  int

	offset int // of all ports but those of TFTP that were asked for
}

// servers are the running servers of all nodes.
type servers struct {
	lab     *Lab
	ctx     context.Context
	log     func(Access)
	engine  tftpd.Engine
	book    *addressBook
	mutex   sync.Mutex
	running map[endpoint]*running
	sources map[string]*source // of nodes whose TFTP service runs or ran; the newest of each
}

// endpoint is one service of one node that listens somewhere.
type endpoint struct{ node, service string }

// running is a service's listeners, all under one cancel.
type running struct {
	cancel context.CancelFunc
	wait   sync.WaitGroup
	mutex  sync.Mutex
	err    error
}

func (r *running) serve(f func() error) {
	r.wait.Go(func() {
		if err := f(); err != nil {
			r.mutex.Lock()
			r.err = errors.Join(r.err, err)
			r.mutex.Unlock()
		}
	})
}

func (r *running) stop() error {
	r.cancel()
	r.wait.Wait()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.err
}

// openSockets finds addresses and starts the servers of all running services.
func (l *Lab) openSockets(ctx context.Context, cfg Sockets) error {
	book, err := findAddresses(l.clusters.nodes(), cfg)
	if err != nil {
		return err
	}
	l.servers = &servers{lab: l, ctx: ctx, log: cfg.Log, engine: cfg.TFTPEngine, book: book, running: map[endpoint]*running{}, sources: map[string]*source{}}
	if err := l.servers.reconcile(); err != nil {
		return errors.Join(err, l.servers.close())
	}
	l.network = newSocketNetwork(l)
	return nil
}

// Addresses returns where the nodes of a socket lab listen, cluster by cluster, publishers first; nil in memory.
func (l *Lab) Addresses() []Address {
	if l.servers == nil {
		return nil
	}
	var list []Address
	for _, n := range l.clusters.nodes() {
		list = append(list, l.servers.address(n.ID))
	}
	return list
}

// address returns where a node listens.
func (s *servers) address(node string) Address { return *s.book.addresses[node] }

// listening are the services that have sockets.
var listening = []string{sim.ServiceTFTP, sim.ServiceTVS, sim.ServiceCCM, sim.ServiceCAPF}

// reconcile starts the servers of services that run and ends those of services that do not, and of nodes that are
// gone. New nodes get addresses.
func (s *servers) reconcile() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for at, up := range s.running {
		if s.lab.clusters.node(at.node) == nil {
			delete(s.running, at)
			if err := up.stop(); err != nil {
				return err
			}
		}
	}
	for _, n := range s.lab.clusters.nodes() {
		if err := s.book.place(n); err != nil {
			return err
		}
		for _, service := range listening {
			at := endpoint{n.ID, service}
			up := s.running[at]
			switch want := n.Running(service); {
			case want && up == nil:
				started, err := s.start(n.ID, service)
				if err != nil {
					return err
				}
				s.running[at] = started
			case !want && up != nil:
				delete(s.running, at)
				if err := up.stop(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *servers) close() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var err error
	for at, r := range s.running {
		err = errors.Join(err, r.stop())
		delete(s.running, at)
	}
	return errors.Join(err, s.book.close())
}

func (s *servers) start(node, service string) (*running, error) {
	address := s.book.addresses[node]
	if err := address.assign(service, s.book.tftp); err != nil {
		return nil, fmt.Errorf("%s on %s: %w", service, node, err)
	}
	ctx, cancel := context.WithCancel(s.ctx)
	r := &running{cancel: cancel}
	var err error
	switch service {
	case sim.ServiceTFTP:
		err = s.startTFTP(ctx, r, *address)
	case sim.ServiceTVS:
		err = s.startTVS(ctx, r, *address)
	case sim.ServiceCCM:
		err = s.startCCM(ctx, r, *address)
	case sim.ServiceCAPF:
		err = s.startCAPF(ctx, r, *address)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s on %s: %w", service, node, err), r.stop())
	}
	return r, nil
}

func (s *servers) startTFTP(ctx context.Context, r *running, a Address) error {
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a.IP, uint16(a.TFTP))))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp4", a.at(a.HTTP))
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	s.sources[a.Node] = &source{lab: s.lab, node: a.Node}
	server := &tftpd.Server{Source: s.sources[a.Node], Engine: s.engine, Log: s.logTransfer(a.Node)}
	r.serve(func() error { return server.ServeTFTP(ctx, conn) })
	r.serve(func() error { return server.ServeHTTPListener(ctx, listener) })
	return nil
}

func (s *servers) startTVS(ctx context.Context, r *running, a Address) error {
	listener, err := net.Listen("tcp4", a.at(a.TVS))
	if err != nil {
		return err
	}
	node := &tvsNode{lab: s.lab, node: a.Node}
	server := &tvs.Server{Certificate: node.certificate, Authority: node, OldCiphers: true, Log: s.logExchange(a.Node)}
	r.serve(func() error { return server.Serve(ctx, listener) })
	return nil
}

func (a Address) at(port int) string { return net.JoinHostPort(a.IP.String(), strconv.Itoa(port)) }

func (s *servers) logTransfer(node string) func(tftpd.Transfer) {
	if s.log == nil {
		return nil
	}
	return func(t tftpd.Transfer) {
		s.log(Access{t.Time, node, t.Protocol, t.Peer, t.Name, t.Bytes, t.Duration, t.Outcome})
	}
}

func (s *servers) logExchange(node string) func(tvs.Exchange) {
	if s.log == nil {
		return nil
	}
	return func(e tvs.Exchange) {
		name := fmt.Sprintf("%s %s", e.Device, e.Command)
		s.log(Access{e.Time, node, "TVS", e.Peer, name, 0, e.Duration, e.Outcome})
	}
}
