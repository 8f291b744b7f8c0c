package snmpd

import (
	"time"

	"tvslab/sim"
	"tvslab/snmp"
)

// The groups of MIB-2 and of CISCO-CCM-MIB.
var (
	mib2  = snmp.OID{1, 3, 6, 1, 2, 1}
	hosts = below(mib2, 25)
	ccm   = snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1}
)

// below is a name with more numbers behind it.
func below(o snmp.OID, arcs ...uint32) snmp.OID {
	return append(append(make(snmp.OID, 0, len(o)+len(arcs)), o...), arcs...)
}

// scalar is an object with one value.
func scalar(v snmp.Value, group snmp.OID, arcs ...uint32) snmp.Object {
	return snmp.Object{At: below(group, arcs...), Cell: func(int) snmp.Value { return v }}
}

// table is the columns of a table, by number below an entry.
func table(rows snmp.Rows, entry snmp.OID, columns map[uint32]func(row int) snmp.Value) (list []snmp.Object) {
	for number, cell := range columns {
		list = append(list, snmp.Object{At: below(entry, number), Rows: rows, Cell: cell})
	}
	return list
}

// counted are the indices of so many rows, from 1.
func counted(n int) snmp.Numbered {
	list := make(snmp.Numbered, n)
	for i := range list {
		list[i] = uint32(i + 1)
	}
	return list
}

// virtualMachine is sysObjectID of a CUCM on a virtual machine (ciscoUCVirtualMachine in CISCO-PRODUCTS-MIB), by which monitoring systems know
// what it is; so they do by "Software:UCOS" in sysDescr.
var virtualMachine = snmp.OID{1, 3, 6, 1, 4, 1, 9, 1, 1348}

// systemGroup is the system group of a node (RFC 3418).
func systemGroup(c *sim.Cluster, n *sim.Node) []snmp.Object {
	const applications = 72 // sysServices of a host: transport and application
	return []snmp.Object{
		scalar(snmp.Text("Hardware:tvslab, 2 CPU, 8192 MB Memory: Software:UCOS "+c.Release.Build()), mib2, 1, 1),
		scalar(snmp.Name(virtualMachine), mib2, 1, 2),
		scalar(uptime(c, n), mib2, 1, 3),
		scalar(snmp.Text(""), mib2, 1, 4),
		scalar(snmp.Text(n.Name), mib2, 1, 5),
		scalar(snmp.Text(""), mib2, 1, 6),
		scalar(snmp.Integer(applications), mib2, 1, 7),
	}
}

// uptime is since when a node is up, on the lab's clock: since its platform's services run.
func uptime(c *sim.Cluster, n *sim.Node) snmp.Value {
	since := c.Now.Sub(n.Started(sim.ServiceSSH))
	return snmp.Ticks(uint32(max(0, since) / (10 * time.Millisecond)))
}

// date is a DateAndTime (RFC 2579) in UTC.
func date(t time.Time) snmp.Value {
	t = t.UTC()
	return snmp.Octets([]byte{byte(t.Year() >> 8), byte(t.Year()), byte(t.Month()), byte(t.Day()), byte(t.Hour()), byte(t.Minute()), byte(t.Second()), 0, '+', 0, 0})
}

// The size of every node, as templates of CUCM have it for 7,500 users. Nothing in the lab uses it up but a full disk.
const (
	memoryKB = 8 << 20
	blockKB  = 4
)

// volume is a row of hrStorageTable.
type volume struct {
	kind     uint32 // of hrStorageTypes
	name     string
	gigabyte int
	used     int // percent
}

var volumes = []volume{
	{2, "Physical RAM", 8, 55},
	{3, "Virtual RAM", 4, 5},
	{4, "/", 14, 60},
	{4, "/common", 60, 20},
	{4, "/partB", 14, 55},
}

// processes are what services are called in hrSWRunTable, those whose names monitoring tools look for (recalled).
var processes = map[string]string{
	sim.ServiceCCM: "ccm", sim.ServiceTFTP: "ctftp", sim.ServiceCTIManager: "CTIManager", sim.ServiceCAPF: "capf", sim.ServiceTVS: "tvs",
	sim.ServiceTomcat: "tomcat", sim.ServiceSSH: "sshd",
}

// hostResources are those of RFC 2790 that dashboards poll: uptime, date, memory, volumes, processors, and the processes of services.
func hostResources(c *sim.Cluster, n *sim.Node) []snmp.Object {
	list := []snmp.Object{
		scalar(uptime(c, n), hosts, 1, 1),
		scalar(date(c.TimeOn(n)), hosts, 1, 2),
		scalar(snmp.Integer(memoryKB), hosts, 2, 2),
	}
	list = append(list, storage(n)...)
	const processors = 2
	list = append(list, table(counted(processors), below(hosts, 3, 3, 1), map[uint32]func(int) snmp.Value{
		1: func(int) snmp.Value { return snmp.Name(snmp.OID{0, 0}) },
		2: func(int) snmp.Value { return snmp.Integer(idle) },
	})...)
	return append(list, running(c, n)...)
}

// idle is the load of processors, percent.
const idle = 3

func storage(n *sim.Node) []snmp.Object {
	blocks := func(row int) int { return volumes[row].gigabyte << 20 / blockKB }
	return table(counted(len(volumes)), below(hosts, 2, 3, 1), map[uint32]func(int) snmp.Value{
		1: func(row int) snmp.Value { return snmp.Integer(row + 1) },
		2: func(row int) snmp.Value { return snmp.Name(below(hosts, 2, 1, volumes[row].kind)) },
		3: func(row int) snmp.Value { return snmp.Text(volumes[row].name) },
		4: func(int) snmp.Value { return snmp.Integer(blockKB << 10) },
		5: func(row int) snmp.Value { return snmp.Integer(blocks(row)) },
		6: func(row int) snmp.Value {
			used := volumes[row].used
			if n.DiskFull && volumes[row].name == "/common" {
				used = 100
			}
			return snmp.Integer(blocks(row) / 100 * used)
		},
		7: func(int) snmp.Value { return snmp.Counter(0) },
	})
}

// running are the processes of the services that run.
func running(c *sim.Cluster, n *sim.Node) []snmp.Object {
	var names []string
	for _, s := range c.Services(n.ID) {
		if name := processes[s.Name]; s.Running && name != "" {
			names = append(names, name)
		}
	}
	const application, runs = 4, 1
	return table(counted(len(names)), below(hosts, 4, 2, 1), map[uint32]func(int) snmp.Value{
		1: func(row int) snmp.Value { return snmp.Integer(row + 1) },
		2: func(row int) snmp.Value { return snmp.Text(names[row]) },
		6: func(int) snmp.Value { return snmp.Integer(application) },
		7: func(int) snmp.Value { return snmp.Integer(runs) },
	})
}
