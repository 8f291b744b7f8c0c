package tables

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/sim"
)

// Numbers of enumerations that stand in columns. Of certificate operations and their states 2 is published (public script: renewal
// of LSCs); the others follow the order of the page.
var (
	operationNumbers = map[capf.Kind]int{capf.None: 1, "": 1, capf.Install: 2, capf.Delete: 3, capf.Troubleshoot: 4}
	protocolNumbers  = map[string]int{"SCCP": 0, "SIP": 11}
)

// CompletesForm is "Operation Completes By" in the database and in AXL: 2026:12:22:12:00.
const CompletesForm = "2006:01:02:15:04"

// deviceTables are about phones and what they share.
var deviceTables = []table{
	{"device", "pkid name description #tkmodel #tkproduct #tkclass #tkdeviceprotocol fkdevicepool fksecurityprofile fkcallingsearchspace " +
		"#tkcertificateoperation #tkcertificatestatus #tkauthenticationmode authenticationstring upgradefinishtime #lscvaliduntil lscissuername " +
		"specialloadinformation isactive", fillDevices},
	{"devicepool", "pkid name fkcallmanagergroup", func(v View, add func(...any)) {
		for _, p := range Pools(v.Cluster) {
			add(p.ID, p.Name, p.Group.ID)
		}
	}},
	{"callmanagergroup", "pkid name tftpdefault", func(v View, add func(...any)) {
		for _, p := range Pools(v.Cluster) {
			add(p.Group.ID, p.Group.Name, flag(p.Name == "Default"))
		}
	}},
	{"callmanagergroupmember", "pkid fkcallmanagergroup fkcallmanager #priority", func(v View, add func(...any)) {
		for _, p := range Pools(v.Cluster) {
			for i, n := range p.Group.Nodes {
				add(ID("callmanagergroupmember", p.Group.ID+n.ID), p.Group.ID, ID("callmanager", n.ID), i)
			}
		}
	}},
	{"securityprofile", "pkid name description #tkmodel #tkdeviceprotocol #tkdevicesecuritymode #tkauthenticationmode tftpencryptedconfig",
		func(v View, add func(...any)) {
			for _, p := range SecurityProfiles(v.Cluster) {
				add(p.ID, p.Name, p.Name, devices.ModelNumber(p.Profile.Model), protocolNumbers[p.Protocol], p.Profile.Mode(),
					int(p.Profile.CAPFAuthentication()), flag(p.Profile.Encrypted))
			}
		}},
	{"numplan", "pkid dnorpattern description #tkpatternusage fkroutepartition", func(v View, add func(...any)) {
		seen := map[int]bool{} // phones share lines
		each(v.Cluster, func(d *sim.Device) {
			if !seen[d.Extension] {
				seen[d.Extension] = true
				add(ID("numplan", extension(d)), extension(d), "", 2, nil)
			}
		})
	}},
	{"devicenumplanmap", "pkid fkdevice fknumplan #numplanindex display", func(v View, add func(...any)) {
		each(v.Cluster, func(d *sim.Device) {
			add(ID("devicenumplanmap", d.Name), DeviceID(d.Name), ID("numplan", extension(d)), 1, "")
		})
	}},
	{"enduser", "pkid userid firstname lastname #status", func(v View, add func(...any)) {
		each(v.Cluster, func(d *sim.Device) {
			if d.Profile.Digest {
				user, _ := v.Cluster.DigestUser(d)
				add(ID("enduser", user), user, "", user, 1)
			}
		})
	}},
	{"typemodel", "#enum name moniker", fillModels},
	{"typeproduct", "#enum name moniker #tkmodel", func(v View, add func(...any)) {
		fillModels(v, func(values ...any) { add(append(values, values[0])...) })
	}},
	{"defaults", "pkid #tkmodel #tkdeviceprotocol loadinformation", fillDefaults},
}

func extension(d *sim.Device) string { return strconv.Itoa(d.Extension) }

// each goes through the devices of a cluster by name.
func each(c *sim.Cluster, do func(*sim.Device)) {
	for n := range c.AllDevices().All() {
		do(c.Device(n.Name()))
	}
}

func fillDevices(v View, add func(...any)) {
	c := v.Cluster
	alike := map[*sim.Profile][2]string{} // device pool and security profile
	each(c, func(d *sim.Device) {
		p := d.Profile
		shared, known := alike[p]
		if !known {
			shared = [2]string{PoolOf(c, p).ID, SecurityProfileOf(p).ID}
			alike[p] = shared
		}
		number := devices.ModelNumber(p.Model)
		until, issuer := lscOf(d)
		add(DeviceID(d.Name), d.Name, v.description(d.Name), number, number, 1, protocolNumbers[cmp.Or(p.Protocol, "SIP")], shared[0], shared[1], nil,
			operationNumbers[d.Pending(c.Now)], certificateStatus(d), int(p.CAPFAuthentication()), d.AuthString, completesBy(d.CompletesBy), until, issuer,
			p.Load, flag(true))
	})
}

// lscOf is until when an LSC is valid, in seconds since 1970, 0 without one, and who issued it.
func lscOf(d *sim.Device) (until int64, issuer string) {
	if d.LSC == nil {
		return 0, ""
	}
	if d.LSC.Issuer != nil {
		issuer = d.LSC.Issuer.Subject.CommonName
	}
	return d.LSC.NotAfter.Unix(), issuer
}

// statusNumbers are the states of the page, in the order of the published 2 ("Operation Pending") and inferred for the rest.
var statusNumbers = map[string]int{
	"None": 1, "Operation Pending": 2, "Upgrade Success": 3, "Upgrade Failure": 4, "Delete Success": 5, "Delete Failure": 6,
	"Troubleshoot Success": 7, "Troubleshoot Failure": 8,
}

func certificateStatus(d *sim.Device) int { return cmp.Or(statusNumbers[d.OperationStatus()], 1) }

func completesBy(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(CompletesForm)
}

// fillModels are all models that have a number.
func fillModels(_ View, add func(...any)) {
	for _, m := range devices.NumberedModels() {
		number := devices.ModelNumber(m)
		add(number, ModelName(m), fmt.Sprintf("MODEL_%d", number))
	}
}

// fillDefaults are the device defaults: the loads of models whose phones have no load of their own.
func fillDefaults(v View, add func(...any)) {
	seen := map[string]bool{}
	for _, run := range v.Cluster.Devices().Runs() {
		p := run.Value.Profile
		key := p.Model + p.Protocol
		if seen[key] || p.Load == "" {
			continue
		}
		seen[key] = true
		add(ID("defaults", key), devices.ModelNumber(p.Model), protocolNumbers[cmp.Or(p.Protocol, "SIP")], p.Load)
	}
}
