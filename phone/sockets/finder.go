package sockets

import "tvslab/service"

// Finder says where servers listen.
type Finder interface {
	// Find returns host:port of a service of a server as the phone calls it, and false where nobody listens or the phone
	// cannot get there. port is the one the phone has from its configuration or knows. Safe for concurrent use.
	Find(phone, server string, at service.Service, port int) (address string, ok bool)
}
