package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"

	"tvslab/accept"
	"tvslab/capf"
	"tvslab/phonetls"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/lab/addresses"
	"tvslab/sim/lab/inside"
	"tvslab/sim/lab/trouble"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// Sockets says where a lab's servers listen.
type Sockets struct {
	// Base is the address of the first node; further nodes follow it. Invalid: the first free 127.77.x.0/24.
	// Where only one loopback address exists, all nodes share 127.0.0.1 with ports a hundred apart.
	Base netip.Addr
	// OneAddress has all nodes at Base, or 127.0.0.1, their ports a hundred apart, wherever they are.
	OneAddress bool
	// MostPhones is up to how many the lab's own phones use the servers; more act in memory, one for all that stand alike, and the servers are
	// there for others. 0: however many; -1: none do.
	MostPhones int
	// TFTPPort is 69, or another where that needs a privilege; 0 tries 69, then 6969.
	TFTPPort int
	// TFTPEngine moves the blocks of the TFTP servers; "" means the first of tftpd.Engines.
	TFTPEngine tftpd.Engine
	// Strangers get files that are nobody's, ITLFile.tlv and the default configuration among them, where other machines reach the
	// lab too. On loopback everybody gets them.
	Strangers bool
	// Watched has the capture of the lab note what the servers see, clients from elsewhere included, instead of what its phones do.
	Watched bool
	// Log is told of every request, by many goroutines at once; nil for none.
	Log func(Access)
	// Trouble is told at once what a person should hear of although the lab goes on, by many goroutines at once; nil for none.
	Trouble func(accept.Trouble)
	// Changed is told after every operation on a cluster, when nodes may have come, gone or started and stopped services; nil for nobody.
	// It must neither wait nor ask the lab.
	Changed func()
}

// servers are the running servers of all nodes.
type servers struct {
	lab     *Lab
	ctx     context.Context
	log     func(Access)
	trouble func(accept.Trouble)
	pool    *accept.Pool // of all TCP servers
	engine  tftpd.Engine
	changed func() // never nil
	open    bool   // strangers get files that are nobody's
	book    *addresses.Book
	tap     tftpd.Tap       // nil for none
	inside  *inside.Network // where they listen in memory; nil on sockets
	mutex   sync.Mutex
	running map[endpoint]*running
	sources map[string]*source // of nodes whose TFTP service runs or ran; the newest of each
}

// endpoint is one service of CUCM on one node, as far as phones meet it.
type endpoint struct{ node, cucm string }

// running is a service's listeners, all under one cancel.
type running struct {
	ports  []service.Service
	doors  doors // of ports
	cancel context.CancelFunc
	wait   sync.WaitGroup
	mutex  sync.Mutex
	err    error
}

// serve runs a server, and tells at once when it ends for good.
func (r *running) serve(f func() error, tell func(accept.Trouble)) {
	r.wait.Go(func() {
		if err := f(); err != nil {
			tell(accept.Trouble{Kind: Ended, Err: err, Times: 1})
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
	ports := func(n *sim.Node, cucm string) []service.Service { return l.clusters.of(n.ID).Ports(cucm) }
	book, err := addresses.Find(l.clusters.nodes(), ports, addresses.Wanted{Base: cfg.Base, TFTP: cfg.TFTPPort, Shared: cfg.OneAddress})
	if err != nil {
		return err
	}
	s := &servers{lab: l, ctx: ctx, log: cfg.Log, trouble: cfg.Trouble, engine: cfg.TFTPEngine, changed: cfg.Changed, open: cfg.Strangers, book: book, running: map[endpoint]*running{}, sources: map[string]*source{}}
	if s.changed == nil {
		s.changed = func() {}
	}
	b := s.descriptors()
	if t, low := b.trouble(); low {
		s.tell(t)
	}
	s.pool = &accept.Pool{Size: b.connections(), Tell: s.trouble}
	s.watch(cfg.Watched)
	l.servers = s
	if err := l.servers.reconcile(); err != nil {
		return errors.Join(err, l.servers.close())
	}
	if l.real = cfg.MostPhones == 0 || l.people.All().Len() <= cfg.MostPhones; l.real {
		l.network = newSocketNetwork(l, cfg.Watched)
	}
	return nil
}

// Addresses returns where the nodes of a socket lab listen, cluster by cluster, publishers first; nil in memory.
func (l *Lab) Addresses() []addresses.Address {
	if l.servers == nil {
		return nil
	}
	var list []addresses.Address
	for _, n := range l.clusters.nodes() {
		list = append(list, l.servers.address(n.ID))
	}
	return list
}

// address returns where a node listens.
func (s *servers) address(node string) addresses.Address { return s.book.Of(node) }

// doors returns what clients from elsewhere meet at ports; within the process there are none.
func (s *servers) doors(node string, ports []service.Service) doors {
	if s.inside != nil {
		return make(doors, len(ports))
	}
	return s.lab.doors(node, ports)
}

// reconcile starts the servers of services that run and ends those of services that do not, and of nodes that are
// gone. New nodes get addresses. A service whose ports faults open or shut starts anew, which ends its connections.
func (s *servers) reconcile() error {
	defer s.changed()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for at, up := range s.running {
		if s.lab.clusters.node(at.node) == nil {
			delete(s.running, at)
			delete(s.sources, at.node)
			if err := up.stop(); err != nil {
				return err
			}
		}
	}
	for _, n := range s.lab.clusters.nodes() {
		if err := s.book.Place(n); err != nil {
			return err
		}
		s.lab.capture.Name(s.book.Of(n.ID).IP, n.Name)
		for _, cucm := range service.CUCMs() {
			at := endpoint{n.ID, cucm}
			up := s.running[at]
			ports := s.lab.clusters.of(n.ID).Ports(cucm)
			if !n.Running(cucm) {
				ports = nil
			}
			doors := s.doors(n.ID, ports)
			if up != nil && !(slices.Equal(up.ports, ports) && slices.Equal(up.doors, doors)) {
				delete(s.running, at)
				if err := up.stop(); err != nil {
					return err
				}
				up = nil
			}
			if up != nil || ports == nil {
				continue
			}
			started, err := s.start(n.ID, cucm, ports, doors)
			if err != nil {
				return err
			}
			s.running[at] = started
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
	return errors.Join(err, s.book.Close())
}

// start serves the ports of a service of CUCM, those that are open.
func (s *servers) start(node, cucm string, ports []service.Service, doors doors) (*running, error) {
	if err := s.book.Assign(node, ports); err != nil {
		return nil, fmt.Errorf("%s on %s: %w", cucm, node, err)
	}
	address := s.book.Of(node)
	ctx, cancel := context.WithCancel(s.ctx)
	r := &running{ports: ports, doors: doors, cancel: cancel}
	h := host{s.lab, node}
	if cucm == sim.ServiceTFTP {
		s.sources[node] = newSource(h, s.open || address.IP.IsLoopback())
	}
	for i, at := range ports {
		serve, err := s.listen(h, at, address, doors[i])
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s on %s: %w", cucm, node, err), r.stop())
		}
		r.serve(func() error { return serve(ctx) }, s.tell)
	}
	return r, nil
}

// listen opens a port of a node, and returns what serves it.
func (s *servers) listen(h host, at service.Service, address addresses.Address, door trouble.Kind) (func(context.Context) error, error) {
	switch {
	case s.inside != nil:
		return s.listenInside(h, at, netip.AddrPortFrom(address.IP, uint16(address.Ports[at])))
	case door != "":
		return s.shut(door, at, address)
	}
	port, err := address.Listen(at, address.Ports[at])
	if err != nil {
		return nil, err
	}
	return s.server(h, at, port), nil
}

// server returns what serves a service on its open port until its context ends.
func (s *servers) server(h host, at service.Service, port io.Closer) func(context.Context) error {
	if conn, ok := port.(*net.UDPConn); ok {
		serve := datagrams[at](s, h, at)
		return func(ctx context.Context) error { return serve(ctx, conn) }
	}
	listener, serve := port.(net.Listener), daemons[at](s, h, at)
	return func(ctx context.Context) error { return serve(ctx, listener) }
}

// datagrams are the servers of UDP ports, which serve until their context ends.
var datagrams = map[service.Service]func(s *servers, h host, at service.Service) func(context.Context, *net.UDPConn) error{
	service.TFTP: (*servers).tftp, service.UDPSIP: (*servers).udpRegistrar,
}

// daemons are the servers of TCP ports, which serve until their context ends.
var daemons = map[service.Service]func(s *servers, h host, at service.Service) func(context.Context, net.Listener) error{
	service.HTTP: (*servers).http, service.TVS: (*servers).tvs, service.CAPF: (*servers).capf,
	service.SIP: (*servers).registrar, service.SCCP: (*servers).registrar,
	service.HTTPS: (*servers).https, service.RemoteHTTPS: (*servers).https,
	service.SecureSIP: (*servers).registrar, service.SecureSCCP: (*servers).registrar,
}

// files is Cisco Tftp of a node; over TFTP and HTTP it serves from one source.
func (s *servers) files(h host) *tftpd.Server {
	return &tftpd.Server{Source: s.sources[h.node], Engine: s.engine, MaxTransfers: s.descriptors().transfers(), Pool: s.pool, Tap: s.tap, Log: s.logTransfer(h.node)}
}

func (s *servers) tftp(h host, _ service.Service) func(context.Context, *net.UDPConn) error {
	return s.files(h).ServeTFTP
}

func (s *servers) http(h host, _ service.Service) func(context.Context, net.Listener) error {
	return s.files(h).ServeHTTPListener
}

// https is a port of Cisco Tftp with TLS.
func (s *servers) https(h host, at service.Service) func(context.Context, net.Listener) error {
	files := s.files(h)
	files.Source = overTLS{s.sources[h.node]}
	side := &phonetls.Server{Certificate: h.shows(at), Others: h.others(at)}
	return func(ctx context.Context, l net.Listener) error { return files.ServeHTTPSListener(ctx, l, side) }
}

func (s *servers) tvs(h host, at service.Service) func(context.Context, net.Listener) error {
	return (&tvs.Server{Certificate: h.presents(at.CUCM()), Authority: tvsNode{h}, OldCiphers: true, Pool: s.pool, Log: s.logExchange(h.node)}).Serve
}

func (s *servers) capf(h host, at service.Service) func(context.Context, net.Listener) error {
	return (&capf.Server{Certificate: h.presents(at.CUCM()), Authority: capfNode{h}, OldCiphers: true, Pool: s.pool, Log: s.logEnrolment(h.node)}).Serve
}

// registrar is one port of a call manager.
func (s *servers) registrar(h host, at service.Service) func(context.Context, net.Listener) error {
	return s.callManager(h, at).Serve
}

// udpRegistrar is the UDP port of a call manager.
func (s *servers) udpRegistrar(h host, at service.Service) func(context.Context, *net.UDPConn) error {
	return s.callManager(h, at).ServeUDP
}

func (s *servers) callManager(h host, at service.Service) *registration.Server {
	m := callManager{h, at}
	server := &registration.Server{Protocol: at, Node: h.node, Version: h.version, Now: h.now, Judge: m.judge, Pool: s.pool, Tap: s.tap, Log: s.logRegistration(h.node, at)}
	if at.Secure() {
		server.TLS = &phonetls.Server{Certificate: h.presents(at.CUCM()), Old: true, Verify: m.verify}
	}
	return server
}
