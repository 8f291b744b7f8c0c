// Package service is the table of the services of a CUCM node that phones meet over the network: who offers each, on which
// port, and how it listens. A further service is one row here and one server in a lab.
package service

import "slices"

// Service is what a phone wants from a server.
type Service uint8

// The services. SIP and SCCP are registration, with TLS or without it; SIP also comes over UDP. HTTPS is there from release 11.0 on
// (port lists).
const (
	TFTP Service = iota
	HTTP
	TVS
	SIP
	SCCP
	SecureSIP
	SecureSCCP
	CAPF
	UDPSIP
	HTTPS       // files for phones
	RemoteHTTPS // files for clients that come from outside

	count
)

// row is what is known of a service.
type row struct {
	name   string  // as logs and lists name it
	key    string  // in JSON documents
	cucm   string  // service of CUCM that offers it, as Cisco Unified Serviceability names it
	port   int     // that phones know without being told
	free   int     // port that a program takes where the other needs a privilege; 0 where it needs none
	udp    bool    // else TCP
	secure bool    // TLS
	plain  Service // the same without TLS; itself where there is none
}

const callManager = "Cisco CallManager"

var table = [count]row{
	TFTP:        {name: "TFTP", key: "tftp", cucm: "Cisco Tftp", port: 69, free: 6969, udp: true, plain: TFTP},
	HTTP:        {name: "HTTP", key: "http", cucm: "Cisco Tftp", port: 6970, plain: HTTP},
	TVS:         {name: "TVS", key: "tvs", cucm: "Cisco Trust Verification Service", port: 2445, secure: true, plain: TVS},
	SIP:         {name: "SIP", key: "sip", cucm: callManager, port: 5060, plain: SIP},
	SCCP:        {name: "SCCP", key: "sccp", cucm: callManager, port: 2000, plain: SCCP},
	SecureSIP:   {name: "SIP/TLS", key: "secureSip", cucm: callManager, port: 5061, secure: true, plain: SIP},
	SecureSCCP:  {name: "SCCP/TLS", key: "secureSccp", cucm: callManager, port: 2443, secure: true, plain: SCCP},
	CAPF:        {name: "CAPF", key: "capf", cucm: "Cisco Certificate Authority Proxy Function", port: 3804, secure: true, plain: CAPF},
	UDPSIP:      {name: "SIP/UDP", key: "udpSip", cucm: callManager, port: 5060, udp: true, plain: SIP},
	HTTPS:       {name: "HTTPS", key: "https", cucm: "Cisco Tftp", port: 6971, secure: true, plain: HTTP},
	RemoteHTTPS: {name: "HTTPS/MRA", key: "remoteHttps", cucm: "Cisco Tftp", port: 6972, secure: true, plain: RemoteHTTPS},
}

// All returns every service, in the order of the table.
func All() []Service {
	all := make([]Service, count)
	for i := range all {
		all[i] = Service(i)
	}
	return all
}

// Of returns what a service of CUCM offers to phones, by its name in Cisco Unified Serviceability; nothing for one that
// phones do not meet.
func Of(cucm string) []Service {
	return slices.DeleteFunc(All(), func(s Service) bool { return s.CUCM() != cucm })
}

// CUCMs returns the names of the services of CUCM that phones meet, in the order of the table.
func CUCMs() []string {
	var names []string
	for _, r := range table {
		if !slices.Contains(names, r.cucm) {
			names = append(names, r.cucm)
		}
	}
	return names
}

// String returns "TFTP", "SIP/TLS" and so on.
func (s Service) String() string { return table[s].name }

// CUCM returns the name of the service of CUCM that offers it.
func (s Service) CUCM() string { return table[s].cucm }

// Port returns the port that phones know without being told.
func (s Service) Port() int { return table[s].port }

// FreePort returns the port that a program takes where Port needs a privilege that it does not have; 0 where it needs none.
func (s Service) FreePort() int { return table[s].free }

// UDP reports whether it listens on UDP; all others are on TCP.
func (s Service) UDP() bool { return table[s].udp }

// Secure reports whether it speaks TLS.
func (s Service) Secure() bool { return table[s].secure }

// Plain returns the same protocol without TLS over TCP, the service itself where there is no such pair.
func (s Service) Plain() Service { return table[s].plain }

// Over returns the service that speaks the same protocol over TCP with TLS or without it, itself where there is no such pair.
func (s Service) Over(tls bool) Service {
	for i, r := range table {
		if r.plain == s.Plain() && r.secure == tls {
			return Service(i)
		}
	}
	return s
}
