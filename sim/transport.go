package sim

import (
	"fmt"
	"maps"
	"slices"

	"tvslab/devices"
	"tvslab/sim/fact"
)

// transports are the Transport Types of non-secure phone security profiles over SIP, by name, as transportLayerProtocol has them. In
// secure modes it is TLS.
var transports = map[string]int{"tcp": 1, "udp": 2, "tcp+udp": 4}

// TransportTypes are the names that SetTransport takes.
func TransportTypes() []string { return slices.Sorted(maps.Keys(transports)) }

// SetTransport sets the Transport Type of the phone security profile of devices (no set: every one): tcp, udp or tcp+udp. It is an
// error for SCCP devices. Phones learn of it with their next configuration; call managers take phones over both, whatever the profile
// says (a guess).
func SetTransport(set devices.Set, name string) Op {
	return func(c *Cluster) error {
		transport, ok := transports[name]
		if !ok {
			return fmt.Errorf("transport type %q is not one of %q", name, TransportTypes())
		}
		if err := c.writable("phone security profile"); err != nil {
			return err
		}
		if sccp := c.firstSCCP(set); sccp != "" {
			return fmt.Errorf("transport type: %s registers over SCCP, which has none", sccp)
		}
		n, err := c.changeDevices(set, func(_ *Standing, p *Profile) { p.Transport = transport })
		if err != nil {
			return err
		}
		c.note(nil, fact.TransportSet{Transport: name, Devices: n})
		return nil
	}
}

// TransportName is the Transport Type of the profile by name, as SetTransport takes it.
func (p *Profile) TransportName() string {
	for name, number := range transports {
		if number == p.Transport {
			return name
		}
	}
	return "tcp+udp"
}
