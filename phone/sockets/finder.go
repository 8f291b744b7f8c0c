package sockets

// Service is what a phone wants from a server.
type Service string

// The services. SIP and SCCP are registration, with TLS or without it.
const (
	TFTP       Service = "TFTP"
	HTTP       Service = "HTTP"
	TVS        Service = "TVS"
	CAPF       Service = "CAPF"
	SIP        Service = "SIP"
	SCCP       Service = "SCCP"
	SecureSIP  Service = "secure SIP"
	SecureSCCP Service = "secure SCCP"
)

// Finder says where servers listen.
type Finder interface {
	// Find returns host:port of a service of a server as the phone calls it, and false where nobody listens or the phone
	// cannot get there. port is the one the phone has from its configuration or knows. Safe for concurrent use.
	Find(phone, server string, service Service, port int) (address string, ok bool)
}

// Ports that phones know without being told.
const (
	portTFTP       = 69
	portHTTP       = 6970
	portSCCP       = 2000
	portSecureSCCP = 2443
	portSecureSIP  = 5061
)

// registrar says what is spoken on a port of a call manager: SCCP has its well-known ports, everything else is SIP.
func registrar(port int, secure bool) Service {
	switch {
	case port == portSCCP:
		return SCCP
	case port == portSecureSCCP:
		return SecureSCCP
	case secure:
		return SecureSIP
	}
	return SIP
}
