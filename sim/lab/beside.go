package lab

import (
	"crypto/tls"

	"tvslab/sim/lab/trouble"
)

// Presents returns the certificate that a service of a node shows, with its key: as it loaded it at its start. The error is that it does
// not run. Servers beside the lab's own ask it at each handshake, many at once.
func (l *Lab) Presents(node, service string) (*tls.Certificate, error) {
	return host{l, node}.presents(service)()
}

// Door is the kind of a fault that befalls a port of a node for everybody, "" for none. It is a method of the lab's owner.
func (l *Lab) Door(node string, port int) trouble.Kind { return l.door(node, port) }
