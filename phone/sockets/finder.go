package sockets

import "tvslab/phone"

// Finder says where servers listen.
type Finder interface {
	// Find returns host:port of the service that a call is for, and false where nobody listens or the phone cannot get
	// there; the address is then where the phone would go, "" where it does not know. Safe for concurrent use.
	Find(c phone.Call) (address string, ok bool)
}
