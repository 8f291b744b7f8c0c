package admincli

import (
	"fmt"
	"strings"

	"tvslab/sim/page"
)

// Phones is a Host that knows the phones of its cluster.
type Phones interface {
	// Registrations returns how they stand with the call managers, those that stand alike together.
	Registrations() []page.Registration
}

// mostListed bounds the list: as many phones as a cluster registers (40,000, solution reference guides), and some.
const mostListed = 50_000

// Titles of `show risdb query phone`. Scripts of administrators read DeviceName, Descr, Ipaddr, RegStatus and the two time stamps by name,
// and wait for "Total count"; the other names are recalled.
const (
	risTotals = "#TotalPhones, #TotalRegistered, #RegisteredSCCP, #RegisteredSIP, #UnRegistered, #TotalRejected, #PartiallyRegistered, StateID, #ExpUnreg"
	risPhones = "DeviceName, Descr, Ipaddr, Ipv6addr, Ipv4Attr, Ipv6Attr, MACaddr, RegStatus, PhoneProtocol, DeviceModel, HTTPsupport, #regAttempts, " +
		"prodId, username, seq#, RegStatusChg TimeStamp, IpAddrType, LoadId, ActiveLoadId, InactiveLoadId, ReqLoadId, DnldServer, DnldStatus, " +
		"DnldFailReason, LastActTimeStamp, Perfmon Object"
)

// risStates are the states as RIS writes them, "rej" by analogy; a phone that it has never seen is not there.
var risStates = map[page.Status]string{page.Registered: "reg", page.Unregistered: "unr", page.Rejected: "rej"}

// queryPhones is `show risdb query phone`: the phones that RIS of this node knows, which are those of its Cisco CallManager. Columns of what
// the lab does not have are empty.
func queryPhones(s *session) error {
	host, ok := s.host.(Phones)
	if !ok {
		return fmt.Errorf("show risdb query phone: nobody knows phones here")
	}
	var here []page.Registration
	count := map[string]int{}
	total := 0
	for _, r := range host.Registrations() {
		if state := risStates[r.Status]; state != "" && r.Node == s.node.ID {
			here = append(here, r)
			total += r.Phones.Len()
			count[state] += r.Phones.Len()
			count[state+r.Protocol] += r.Phones.Len()
		}
	}
	if total > mostListed {
		return fmt.Errorf("show risdb query phone: %d phones are too many to list (at most %d); the page device-summary counts them", total, mostListed)
	}
	s.printf("----------- Phone Information -----------\n\n%s\n%d, %d, %d, %d, %d, %d, 0, 1, 0\n\n%s\n", risTotals, total, count["reg"],
		count["regSCCP"], count["regSIP"], count["unr"], count["rej"], risPhones)
	for _, r := range here {
		for n := range r.Phones.All() {
			s.print(risLine(n.Name(), r) + "\n")
		}
	}
	s.printf("Total count %d\n", total)
	return nil
}

// risLine is the line of a phone.
func risLine(name string, r page.Registration) string {
	cells := make([]string, strings.Count(risPhones, ",")+1)
	for i, title := range strings.Split(risPhones, ", ") {
		switch title {
		case "DeviceName":
			cells[i] = name
		case "MACaddr":
			cells[i] = strings.TrimPrefix(name, "SEP")
		case "RegStatus":
			cells[i] = risStates[r.Status]
		case "PhoneProtocol":
			cells[i] = r.Protocol
		case "DeviceModel":
			cells[i] = r.Model
		}
	}
	return strings.Join(cells, ", ")
}
