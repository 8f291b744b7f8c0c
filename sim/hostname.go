package sim

import (
	"errors"
	"net/netip"
)

var errNotYet = errors.New("not available yet")

// SetHostname changes a node's host name.
func (c *Cluster) SetHostname(node, name string) ([]Event, error) { return nil, errNotYet }

// SetDomain changes a node's domain.
func (c *Cluster) SetDomain(node, domain string) ([]Event, error) { return nil, errNotYet }

// SetAddress changes a node's address.
func (c *Cluster) SetAddress(node string, a netip.Addr) ([]Event, error) { return nil, errNotYet }
