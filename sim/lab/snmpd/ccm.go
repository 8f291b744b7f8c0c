package snmpd

import (
	"slices"

	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/snmp"
)

// clusterID is the enterprise parameter Cluster ID as an installation has it.
const clusterID = "StandAloneCluster"

// Values of ccmStatus.
const (
	ccmUp   = 2
	ccmDown = 3
)

// ipv4 is InetAddressType.
const ipv4 = 1

// callManagers is ccmTable: the call managers of a cluster. The MIB says that it is empty while the local one is down; dashboards show
// that one as down, and so do nodes (automation reference).
func callManagers(l *lab.Lab, c *sim.Cluster) []snmp.Object {
	type manager struct {
		name, version string
		address       []byte
		status        int
	}
	var all []manager
	places := l.Addresses()
	for _, n := range c.Nodes {
		if !n.Has(sim.RoleCCM) {
			continue
		}
		m := manager{n.Name, c.Release.Build(), n.Address.AsSlice(), ccmDown}
		for _, at := range places {
			if at.Node == n.ID {
				m.address = at.IP.AsSlice()
			}
		}
		if n.Running(sim.ServiceCCM) {
			m.status = ccmUp
		}
		all = append(all, m)
	}
	return table(counted(len(all)), below(ccm, 1, 2, 1), map[uint32]func(int) snmp.Value{
		2: func(row int) snmp.Value { return snmp.Text(all[row].name) },
		3: func(row int) snmp.Value { return snmp.Text(all[row].name) },
		4: func(row int) snmp.Value { return snmp.Text(all[row].version) },
		5: func(row int) snmp.Value { return snmp.Integer(all[row].status) },
		6: func(int) snmp.Value { return snmp.Integer(ipv4) },
		7: func(row int) snmp.Value { return snmp.Octets(all[row].address) },
		8: func(int) snmp.Value { return snmp.Text(clusterID) },
	})
}

// gateways is ccmGatewayTable and its counts: the secure SIP trunks around a node, as RTMT's page of devices counts them here.
func gateways(l *lab.Lab, c *sim.Cluster, n *sim.Node) []snmp.Object {
	const registered, unregistered = 2, 3
	var names []string
	var status []int
	counts := map[int]uint32{}
	for _, s := range l.Systems() {
		if s.Kind.Name != "sip-trunk" || !slices.ContainsFunc(c.Nodes, func(m *sim.Node) bool { return m == n }) {
			continue
		}
		state := unregistered
		if s.Up() && n.Running(sim.ServiceCCM) {
			state = registered
		}
		names, status = append(names, s.Name), append(status, state)
		counts[state]++
	}
	list := table(counted(len(names)), below(ccm, 3, 1, 1), map[uint32]func(int) snmp.Value{
		2: func(row int) snmp.Value { return snmp.Text(names[row]) },
		4: func(row int) snmp.Value { return snmp.Text(names[row]) },
		5: func(row int) snmp.Value { return snmp.Integer(status[row]) },
	})
	return append(list, scalar(snmp.Counter(counts[registered]), ccm, 5, 8), scalar(snmp.Counter(counts[unregistered]), ccm, 5, 9), scalar(snmp.Counter(0), ccm, 5, 10))
}
