package tftpd

import (
	"net/netip"
	"slices"
	"time"

	"tvslab/tftpd/internal/udp"
)

// lane is a socket of EngineLean that serves transfers: a shared one many at once, which their peers' ports tell apart,
// each peer once in its life. It lives until its last transfer has ended; its port is not used again for a while. So
// no packet of an earlier transfer can be taken for one of a later: the pair of ports is another (RFC 1350 section 4).
type lane struct {
	server  *lean
	socket  udp.Socket
	address netip.Addr // bound to; invalid for all
	port    uint16
	room    int                    // transfers that its receive buffer has room for
	busy    int                    // transfers
	peers   map[udp.Peer]*delivery // of a shared lane
	only    *delivery              // of a private lane
}

// laneQuiet is how long a server's port is not used again: longer than a client repeats an acknowledgement to it.
const laneQuiet = 10 * time.Second

// lane is a shared lane for one further transfer.
func (l *lean) lane() (*lane, error) {
	for _, n := range l.lanes {
		if n.busy < n.room {
			return n, nil
		}
	}
	n := &lane{server: l, address: l.local, peers: map[udp.Peer]*delivery{}}
	local := l.local
	if !local.IsValid() {
		local = l.door.Any()
	}
	if err := n.openAt(local, udp.Options{Shared: true, Asked: !l.local.IsValid(), Buffer: ReceiveBuffer}); err != nil {
		return nil, err
	}
	n.room = n.socket.Room()
	l.lanes = append(l.lanes, n)
	return n, nil
}

// private is a lane for one transfer, whose socket is connected.
func (l *lean) private(peer *udp.Peer) (*lane, error) {
	n := &lane{server: l, address: l.local}
	remote := peer.AddrPort()
	if !n.address.IsValid() {
		n.address = peer.Local()
	}
	local := n.address
	if !local.IsValid() {
		local = unspecified(remote.Addr().Is6())
	}
	if err := n.openAt(local, udp.Options{Shared: true}); err != nil {
		return nil, err
	}
	to := udp.PeerOf(remote)
	if err := n.socket.Connect(&to); err != nil {
		n.close()
		return nil, err
	}
	return n, nil
}

func (n *lane) openAt(local netip.Addr, o udp.Options) (err error) {
	n.port, err = udp.Ephemeral().Bind(n.address, func(port uint16) error {
		o.Local = netip.AddrPortFrom(local, port)
		return n.server.loop.Open(&n.socket, o, n)
	})
	return err
}

func (n *lane) close() {
	_ = n.socket.Close()
	udp.Ephemeral().Put(n.address, n.port, laneQuiet)
}

// join gives the lane a transfer.
func (n *lane) join(d *delivery) {
	n.busy++
	if n.peers == nil {
		n.only = d
		return
	}
	n.peers[d.peer] = d
}

// leave takes a transfer from the lane that has ended.
func (n *lane) leave(d *delivery) {
	n.busy--
	n.only = nil
	delete(n.peers, d.peer)
	n.free()
}

// free closes a lane without transfers, so that a server at rest holds no port and a quiet one has another for each
// transfer, as CUCM has.
func (n *lane) free() {
	if n.busy > 0 {
		return
	}
	if i := slices.Index(n.server.lanes, n); i >= 0 {
		n.server.lanes = slices.Delete(n.server.lanes, i, i+1)
	}
	n.close()
}

// Datagram takes what a peer sent to the lane; where it has no transfer, it is late, and an answer might reach a new
// transfer of the peer.
func (n *lane) Datagram(d *udp.Datagram) bool {
	t := n.only
	if n.peers != nil {
		t = n.peers[d.From]
	}
	if t != nil {
		t.hear(d.Data)
	}
	return true
}

// Refused ends the transfer of a peer that has closed its port.
func (n *lane) Refused(peer *udp.Peer, err error) {
	t := n.only
	if n.peers != nil {
		t = n.peers[*peer]
	}
	if t != nil {
		t.finish(OutcomeInterrupted, err)
	}
}

// send sends to a peer; a body is not copied.
func (n *lane) send(peer *udp.Peer, head, body []byte) { _ = n.socket.Send(peer, head, body) }

// pathSize is how many bytes of a file a packet to the peer of a private lane may carry without being cut into fragments.
func (n *lane) pathSize() int {
	if size := n.socket.PathSize(); size > 0 {
		return size
	}
	return blockSize
}
