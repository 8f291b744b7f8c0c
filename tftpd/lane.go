package tftpd

import (
	"net/netip"
	"slices"
	"time"

	"tvslab/tftpd/internal/udp"
)

// lanes opens the sockets from which EngineLean answers.
type lanes struct {
	loop     *udp.Loop
	local    netip.Addr // to bind to; invalid for all
	any      netip.Addr // that means all
	shared   []*lane    // those that take further transfers
	refusals *lane      // for errors that answer requests; nil where none is open
	brief    *udp.Queue // for the end of refusals
}

// newLanes returns lanes at an address; any is the one that means all, of its family.
func newLanes(loop *udp.Loop, local, any netip.Addr) lanes {
	ls := lanes{loop: loop, any: any, brief: loop.Queue(laneQuiet)}
	if !local.IsUnspecified() {
		ls.local = local
	}
	return ls
}

// lane is a socket that serves transfers: a shared one many at once, which their peers' ports tell apart, each peer once
// in its life. It lives until its last transfer has ended; its port is not used again for a while. So no packet of an
// earlier transfer can be taken for one of a later: the pair of ports is another (RFC 1350 section 4).
type lane struct {
	set     *lanes
	socket  udp.Socket
	address netip.Addr // bound to; invalid for all
	port    uint16
	room    int                    // transfers that its receive buffer has room for
	busy    int                    // transfers
	peers   map[udp.Peer]*delivery // of a shared lane
	only    *delivery              // of a private lane
	unclean bool                   // somebody may still speak to it
	wait    udp.Wait               // for the end of a lane for refusals
}

// How long a server's port is not used again. A client that has ended its transfer, by the last acknowledgement or by an
// error, can be late only by what the network holds back; one that was given up may repeat acknowledgements as long as
// phones do.
const (
	laneQuiet        = 2 * time.Second
	uncleanLaneQuiet = 10 * time.Second
)

// take is a shared lane for one further transfer.
func (ls *lanes) take() (*lane, error) {
	for _, n := range ls.shared {
		if n.busy < n.room {
			return n, nil
		}
	}
	n := &lane{set: ls, peers: map[udp.Peer]*delivery{}}
	if err := n.open(udp.Options{Buffer: ReceiveBuffer}); err != nil {
		return nil, err
	}
	n.room = n.socket.Room()
	ls.shared = append(ls.shared, n)
	return n, nil
}

// private is a lane for one transfer, whose socket is connected.
func (ls *lanes) private(peer *udp.Peer) (*lane, error) {
	n := &lane{set: ls}
	remote := peer.AddrPort()
	n.address = ls.local
	if !n.address.IsValid() {
		n.address = peer.Local()
	}
	local := n.address
	if !local.IsValid() {
		local = unspecified(remote.Addr().Is6())
	}
	if err := n.openAt(local, udp.Options{}); err != nil {
		return nil, err
	}
	to := udp.PeerOf(remote)
	if err := n.socket.Connect(&to); err != nil {
		n.close()
		return nil, err
	}
	return n, nil
}

// refuse sends an error to a peer that gets no transfer, from a port that serves none. Such a port is kept for a while:
// with one for each refusal, a client that asks for what is missing could use up all that there are.
func (ls *lanes) refuse(peer *udp.Peer, packet []byte) {
	if ls.refusals == nil {
		n := &lane{set: ls}
		if n.open(udp.Options{}) != nil {
			return // the client asks again
		}
		n.wait.Owner = n
		ls.brief.Start(&n.wait, ls.loop.Now())
		ls.refusals = n
	}
	ls.refusals.send(peer, packet, nil)
}

// Due ends a lane for refusals.
func (n *lane) Due() { n.set.endRefusals() }

func (ls *lanes) endRefusals() {
	ls.refusals.close()
	ls.refusals = nil
}

// retire has further transfers served by new lanes: those that live on have had peers that are forgotten now.
func (ls *lanes) retire() { ls.shared = nil }

// close gives back what is open beside transfers.
func (ls *lanes) close() {
	if ls.refusals != nil {
		ls.refusals.wait.Stop()
		ls.endRefusals()
	}
}

// open opens a lane for many peers.
func (n *lane) open(o udp.Options) error {
	n.address = n.set.local
	local := n.address
	if o.Asked = !local.IsValid(); o.Asked {
		local = n.set.any
	}
	return n.openAt(local, o)
}

func (n *lane) openAt(local netip.Addr, o udp.Options) (err error) {
	o.Shared = true
	n.port, err = udp.Ephemeral().Bind(n.address, func(port uint16) error {
		o.Local = netip.AddrPortFrom(local, port)
		return n.set.loop.Open(&n.socket, o, n)
	})
	return err
}

func (n *lane) close() {
	_ = n.socket.Close()
	quiet := laneQuiet
	if n.unclean {
		quiet = uncleanLaneQuiet
	}
	udp.Ephemeral().Put(n.address, n.port, quiet)
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

// leave takes a transfer from the lane that has ended, and closes a lane that has no other, so that a server at rest holds
// no port and a quiet one has another for each transfer, as CUCM has. In a clean end the peer had the last word.
func (n *lane) leave(d *delivery, clean bool) {
	n.busy--
	n.only = nil
	n.unclean = n.unclean || !clean
	delete(n.peers, d.peer)
	if n.busy > 0 {
		return
	}
	if i := slices.Index(n.set.shared, n); i >= 0 {
		n.set.shared = slices.Delete(n.set.shared, i, i+1)
	}
	n.close()
}

// Datagram takes what a peer sent to the lane; where it has no transfer, it is late, and an answer might reach a new
// transfer of the peer.
func (n *lane) Datagram(d *udp.Datagram) bool {
	if t := n.transferOf(&d.From); t != nil {
		t.hear(d.Data)
	}
	return true
}

// Refused ends the transfer of a peer that has closed its port.
func (n *lane) Refused(peer *udp.Peer, err error) {
	if t := n.transferOf(peer); t != nil {
		t.end(OutcomeInterrupted, err, true)
	}
}

// transferOf is a peer's transfer; a private lane has no other peer.
func (n *lane) transferOf(peer *udp.Peer) *delivery {
	if n.peers == nil {
		return n.only
	}
	return n.peers[*peer]
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
