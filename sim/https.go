package sim

import (
	"slices"

	"tvslab/service"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// httpsPorts are the certificates that Cisco Tftp shows on its ports with TLS, those with elliptic curve keys first: phones take no
// other on 6971 (usecallmanager.nz; the stores are those of port lists).
var httpsPorts = map[service.Service][]cucm.Store{
	service.HTTPS:       {cucm.CallManagerECDSA, cucm.CallManager},
	service.RemoteHTTPS: {cucm.TomcatECDSA, cucm.Tomcat},
}

// Ports returns what a service of CUCM offers to phones on the cluster's release, by its name in Serviceability.
func (c *Cluster) Ports(cucm string) []service.Service {
	return slices.DeleteFunc(service.Of(cucm), func(at service.Service) bool { return httpsPorts[at] != nil && !c.rules.HTTPSFiles })
}

// Shows returns the certificates that Cisco Tftp of a node shows on a port with TLS, best first: as it loaded them at its start. None
// where it does not run or the release has no such port.
func (c *Cluster) Shows(node string, at service.Service) []*pki.Certificate {
	n := c.Node(node)
	if n == nil || !c.rules.HTTPSFiles || !n.Running(ServiceTFTP) {
		return nil
	}
	var all []*pki.Certificate
	for _, s := range httpsPorts[at] {
		if cert := n.WorksWith(ServiceTFTP, s); cert != nil {
			all = append(all, cert)
		}
	}
	return all
}

// OpenOverTLS is Open for the ports with TLS. TLS stands for the signature of configurations there: they come without one although
// their names end in .sgn (usecallmanager.nz). Encrypted ones, of which nothing is published, come as over HTTP.
func (c *Cluster) OpenOverTLS(node, name string) (*File, error) {
	f, err := c.Open(node, name)
	if err == nil && f.Config != nil && f.Config.Form != FormEncrypted {
		f.Config.Signer = nil
	}
	return f, err
}
