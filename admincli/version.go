package admincli

import (
	"cmp"
	"fmt"
	"net/netip"
)

// activeVersion is `show version active` (form recalled).
func activeVersion(s *session) error {
	s.printf("Active Master Version: %s\nActive Version Installed Software Options:\nNo Installed Software Options Found.\n",
		s.cluster.Release.Build())
	return nil
}

// inactiveVersion is `show version inactive` (form recalled; without one, the text is the lab's).
func inactiveVersion(s *session) error {
	inactive, ok := s.cluster.Inactive()
	if !ok {
		return fmt.Errorf("show version inactive: there is no inactive version on %s", s.node.Name)
	}
	s.printf("Inactive Master Version: %s\nInactive Version Installed Software Options:\nNo Installed Software Options Found.\n", inactive.Build())
	return nil
}

// status is `show status` as far as the lab has one.
func status(s *session) error {
	s.printf("Host Name          : %s\nDate               : %s\nTime Zone          : %s\nLocale             : en_US.UTF-8\nProduct Ver        : %s\n",
		s.node.Name, s.node.Local(s.cluster.TimeOn(s.node)).Format("Mon Jan _2, 2006 15:04:05"), s.node.Zone(), s.cluster.Release.Build())
	return nil
}

// gatewayOf is the first address of the network of a node, which has 24 bits as those of the lab have.
func gatewayOf(address netip.Addr) netip.Addr {
	network, err := address.Prefix(24)
	if err != nil {
		return address
	}
	return network.Addr().Next()
}

// networkStatus is `show network eth0` (form of published sessions). Name servers are beyond the lab.
func networkStatus(s *session) error {
	gateway := gatewayOf(s.node.Address)
	s.printf("Ethernet 0\nDHCP         : disabled           Status     : up\nIP Address   : %-18s IP Mask    : 255.255.255.000\n"+
		"Link Detected: yes                Mode       : Auto enabled, Full, 10000 Mbits/s\nDuplicate IP : no\n\n", s.node.Address)
	s.printf("DNS\nPrimary      : %-18s Secondary  : Not Configured\nOptions      : timeout:5 attempts:2\nDomain       : %s\nGateway      : %s on Ethernet 0\n\n",
		"Not Configured", cmp.Or(s.node.Domain, "Not Configured"), gateway)
	return nil
}
