package lab

import (
	"fmt"

	"tvslab/accept"
	"tvslab/service"
	"tvslab/tftpd"
)

// budget shares the file descriptors of the process out among the servers of a lab: some are left for files, control, metrics
// and the runtime, every listener has one, and half of the rest is for connections, half for TFTP transfers. Phones of the
// same process are not counted: they wait for servers of which they hold the other ends.
type budget struct {
	limit    int // of the process, 0 where it is not known
	tcp, udp int // listeners, but those of TFTP
	tftp     int // listeners
}

// What a lab should have at least; less is worth a warning.
const (
	fewConnections = 256 // of all listeners
	fewOwn         = 2   // that each listener has for certain
	fewTransfers   = 32  // of each TFTP listener
)

// descriptors returns the budget for the services that run.
func (s *servers) descriptors() budget {
	b := budget{limit: accept.Descriptors()}
	for _, n := range s.lab.clusters.nodes() {
		for _, cucm := range service.CUCMs() {
			if !n.Running(cucm) {
				continue
			}
			for _, at := range s.lab.clusters.of(n.ID).Ports(cucm) {
				b.count(at)
			}
		}
	}
	return b
}

// count adds the listener of a service.
func (b *budget) count(at service.Service) {
	switch {
	case at == service.TFTP:
		b.tftp++
	case at.UDP():
		b.udp++
	default:
		b.tcp++
	}
}

// rest is half of what is left for connections and transfers.
func (b budget) half() int { return max((b.limit-16-b.limit/16-b.tcp-b.udp-b.tftp)/2, 1) }

// connections is how many all TCP listeners together may have, 0 for no bound.
func (b budget) connections() int {
	if b.limit == 0 {
		return 0
	}
	return b.half()
}

// transfers is how many each TFTP listener may have.
func (b budget) transfers() int {
	if b.limit == 0 || b.tftp == 0 {
		return tftpd.DefaultMaxTransfers
	}
	return min(max(b.half()/b.tftp, 1), tftpd.DefaultMaxTransfers)
}

// trouble says that the limit is low for what is to be served, and which would do.
func (b budget) trouble() (t accept.Trouble, low bool) {
	half := max(fewConnections, 2*fewOwn*b.tcp, fewTransfers*b.tftp)
	if b.limit == 0 || b.half() >= half {
		return t, false
	}
	enough := (2*half + 16 + b.tcp + b.udp + b.tftp) * 16 / 15
	return accept.Trouble{Kind: Few, Times: 1, Err: fmt.Errorf(
		"a limit of %d leaves %d for the connections of %d listeners, which wait for each other, and %d for the transfers of each TFTP server, which leaves more unanswered; ulimit -n %d is enough",
		b.limit, b.connections(), b.tcp, b.transfers(), (enough/256+1)*256)}, true
}
