package snmpd

import (
	"cmp"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
	"time"

	"tvslab/sim/lab"
	"tvslab/sim/lab/roll"
	"tvslab/snmp"
)

// Values of CcmDeviceStatus.
var statuses = [...]int{roll.Registered: 2, roll.Unregistered: 3, roll.Rejected: 4}

// causes are the values of CcmDevFailCauseCode for reasons; the others are unknown(1).
var causes = map[roll.Reason]int{
	roll.None: 0, roll.NoEntryInDatabase: 2, roll.ConfigurationError: 3, roll.DeviceInitiatedReset: 8, roll.CallManagerReset: 9,
	roll.CallManagerRestart: 9, roll.CallManagerApplyConfig: 9, roll.KeepAliveTimeout: 6,
}

// Values of CcmPhoneProtocolType, and of ccmProductCategory.
const (
	overSCCP = 2
	overSIP  = 3
	aPhone   = 1
)

// objects are ccmPhoneTable, its counts, and the products of the phones.
func (p *phones) objects() []snmp.Object {
	cell := func(of func(*row) snmp.Value) func(int) snmp.Value {
		return func(i int) snmp.Value { return of(&p.rows[i]) }
	}
	name := cell(func(r *row) snmp.Value { return snmp.Text(r.device.Name()) })
	list := table(p.indices, below(ccm, 2, 1, 1), map[uint32]func(int) snmp.Value{
		2:  cell(mac),
		4:  name, // the lab's devices have no description
		5:  cell(func(*row) snmp.Value { return snmp.Text("") }),
		6:  func(i int) snmp.Value { return snmp.Address(p.at(i)) },
		7:  cell(func(r *row) snmp.Value { return snmp.Integer(statuses[r.state]) }),
		8:  cell(func(r *row) snmp.Value { return moment(r.registered) }),
		10: cell(func(r *row) snmp.Value { return snmp.Text(r.kind.load) }),
		13: cell(func(*row) snmp.Value { return snmp.Gauge(0) }),
		14: cell(func(*row) snmp.Value { return snmp.Integer(ipv4) }),
		15: func(i int) snmp.Value { return snmp.Octets(p.at(i).AsSlice()) },
		16: cell(cause),
		17: cell(func(r *row) snmp.Value { return moment(r.since) }),
		18: cell(func(r *row) snmp.Value { return snmp.Gauge(uint32(r.kind.number)) }),
		19: cell(protocol),
		20: name,
	})
	return slices.Concat(list, p.totals(), p.products())
}

// totals are the scalars of ccmGlobalInfo about phones; start time and version are those of the call manager.
func (p *phones) totals() []snmp.Object {
	return []snmp.Object{
		scalar(snmp.Counter(p.counts[roll.Registered]), ccm, 5, 5),
		scalar(snmp.Counter(p.counts[roll.Unregistered]), ccm, 5, 6),
		scalar(snmp.Counter(p.counts[roll.Rejected]), ccm, 5, 7),
		scalar(date(p.started), ccm, 5, 20),
		scalar(snmp.Counter(0), ccm, 5, 31), // phones have one line here, which is registered or is not
	}
}

// products is ccmProductTypeTable: the models of the phones, by their device types.
func (p *phones) products() []snmp.Object {
	models := slices.Clone(p.kinds)
	slices.SortFunc(models, func(a, b *kind) int { return cmp.Compare(a.number, b.number) })
	models = slices.CompactFunc(models, func(a, b *kind) bool { return a.number == b.number })
	models = slices.DeleteFunc(models, func(k *kind) bool { return k.number == 0 })
	indices := make(snmp.Numbered, len(models))
	for i, k := range models {
		indices[i] = uint32(k.number)
	}
	return table(indices, below(ccm, 1, 8, 1), map[uint32]func(int) snmp.Value{
		2: func(i int) snmp.Value { return snmp.Gauge(indices[i]) },
		3: func(i int) snmp.Value { return snmp.Text("Cisco " + models[i].model) },
		4: func(int) snmp.Value { return snmp.Integer(aPhone) },
	})
}

// mac is the address in a phone's name.
func mac(r *row) snmp.Value {
	bytes, _ := hex.DecodeString(strings.TrimPrefix(r.device.Name(), "SEP"))
	return snmp.Octets(bytes)
}

func cause(r *row) snmp.Value {
	if number, ok := causes[r.reason]; ok {
		return snmp.Integer(number)
	}
	return snmp.Integer(1)
}

func protocol(r *row) snmp.Value {
	if r.kind.sccp {
		return snmp.Integer(overSCCP)
	}
	return snmp.Integer(overSIP)
}

// moment is a time in seconds since 1970; where it is not known, a date of zeros.
func moment(seconds int64) snmp.Value {
	if seconds <= 0 {
		return snmp.Octets(make([]byte, 8))
	}
	return date(time.Unix(seconds, 0))
}

// at is where a phone is.
func (p *phones) at(i int) netip.Addr {
	if p.addressOf != nil {
		if at := p.addressOf(p.rows[i].device.Name()); at.IsValid() {
			return at
		}
	}
	return lab.AddressAt(int(p.indices[i]))
}
