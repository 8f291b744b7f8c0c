package axl

import (
	"strings"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/tables"
	"tvslab/soap"
)

// named is something of the database that has a name and a key, and by which many phones are reset.
type named struct{ id, name string }

func namedFields(more ...field[named]) []field[named] {
	return append([]field[named]{said("name", func(_ *sim.Cluster, o named) string { return o.name })}, more...)
}

func idOfNamed(_ *sim.Cluster, o named) string { return o.id }

// Kinds that phones have in common. Elements that the lab does not have come empty where they are asked for.
var (
	devicePools = kind[named]{name: "DevicePool", element: "devicePool", id: idOfNamed,
		all: func(c *sim.Cluster) (list []named) {
			for _, p := range tables.Pools(c) {
				list = append(list, named{p.ID, p.Name})
			}
			return list
		},
		fields: namedFields(always[named]("dateTimeSettingName", "CMLocal"),
			field[named]{name: "callManagerGroupName",
				text: func(c *sim.Cluster, o named) string { return poolNamed(c, o.id).Group.Name },
				id:   func(c *sim.Cluster, o named) string { return poolNamed(c, o.id).Group.ID }},
			always[named]("regionName", "Default"))}

	callManagerGroups = kind[named]{name: "CallManagerGroup", element: "callManagerGroup", id: idOfNamed,
		all: func(c *sim.Cluster) (list []named) {
			for _, p := range tables.Pools(c) {
				list = append(list, named{p.Group.ID, p.Group.Name})
			}
			return list
		},
		fields: namedFields(said("tftpDefault", func(_ *sim.Cluster, o named) string { return truth(o.name == "Default") }),
			field[named]{name: "members", deep: true, inside: writeMembers})}

	securityProfiles = kind[named]{name: "PhoneSecurityProfile", element: "phoneSecurityProfile", id: idOfNamed,
		all: func(c *sim.Cluster) (list []named) {
			for _, p := range tables.SecurityProfiles(c) {
				list = append(list, named{p.ID, p.Name})
			}
			return list
		},
		fields: []field[named]{
			ofProfile("phoneType", func(p *tables.SecurityProfile) string { return tables.ModelName(p.Profile.Model) }),
			ofProfile("protocol", func(p *tables.SecurityProfile) string { return p.Protocol }),
			said("name", func(_ *sim.Cluster, o named) string { return o.name }),
			said("description", func(_ *sim.Cluster, o named) string { return o.name }),
			ofProfile("deviceSecurityMode", func(p *tables.SecurityProfile) string { return p.Mode() }),
			ofProfile("authenticationMode", func(p *tables.SecurityProfile) string { return p.Authentication() }),
			said("keySize", func(c *sim.Cluster, _ named) string { return keySize(c) }),
			said("keyOrder", func(c *sim.Cluster, _ named) string { return keyOrder(c) }),
			said("ecKeySize", func(c *sim.Cluster, _ named) string { return ecKeySize(c) }),
			ofProfile("tftpEncryptedConfig", func(p *tables.SecurityProfile) string { return truth(p.Profile.Encrypted) }),
			ofProfile("transportType", func(p *tables.SecurityProfile) string { return transportWords[p.Profile.TransportName()] }),
			ofProfile("digestAuthentication", func(p *tables.SecurityProfile) string { return truth(p.Profile.Digest) }),
			ofProfile("excludeDigestCredentials", func(p *tables.SecurityProfile) string { return truth(p.Profile.DigestExcluded) }),
		}}

	commonConfigs = kind[named]{name: "CommonPhoneConfig", element: "commonPhoneConfig", id: idOfNamed,
		all:    func(*sim.Cluster) []named { return []named{{commonConfigID, commonConfig}} },
		fields: namedFields(always[named]("description", commonConfig))}
)

// transportWords are Transport Types as AXL writes them.
var transportWords = map[string]string{"tcp": "TCP", "udp": "UDP", "tcp+udp": "TCP+UDP"}

func truth(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// ofProfile is a field of a phone security profile.
func ofProfile(name string, text func(p *tables.SecurityProfile) string) field[named] {
	return said(name, func(c *sim.Cluster, o named) string {
		for _, p := range tables.SecurityProfiles(c) {
			if p.ID == o.id {
				return text(p)
			}
		}
		return ""
	})
}

// poolNamed is the pool with a key, that called Default where it is gone.
func poolNamed(c *sim.Cluster, id string) *tables.Pool {
	pools := tables.Pools(c)
	for _, p := range pools {
		if p.ID == id || p.Group.ID == id {
			return p
		}
	}
	return pools[0]
}

// writeMembers writes the call managers of a group by priority.
func writeMembers(w *soap.Writer, c *sim.Cluster, o named) {
	for i, n := range poolNamed(c, o.id).Group.Nodes {
		w.Element("member", func() {
			w.Text("priority", string(rune('0'+i)))
			w.Text("callManagerName", "CM_"+n.Name, soap.Attribute{Name: "uuid", Value: tables.UUID(tables.ID("callmanager", n.ID))})
		})
	}
}

// phonesWith chooses the phones whose profile has an item, by the item's key.
func phonesWith(k *kind[named], keyOf func(c *sim.Cluster, p *sim.Profile) string) choice {
	return func(c *sim.Cluster, op *soap.Element) (devices.Set, error) {
		item, err := k.named(c, op)
		if err != nil {
			return nil, err
		}
		has := map[*sim.Profile]bool{}
		var spans []devices.Span
		for _, r := range phonesOf(c) {
			p := r.Value.Profile
			if _, known := has[p]; !known {
				has[p] = keyOf(c, p) == item.id
			}
			if has[p] {
				spans = append(spans, r.Span)
			}
		}
		return devices.Of(spans...), nil
	}
}

// allPhones chooses every phone of the cluster.
func allPhones(c *sim.Cluster, _ *soap.Element) (devices.Set, error) {
	var spans []devices.Span
	for _, r := range phonesOf(c) {
		spans = append(spans, r.Span)
	}
	return devices.Of(spans...), nil
}

// families are the operations that do something to all phones that have an item in common.
var families = func() (list []tomcat.Operation) {
	verbs := map[string]string{"apply": verbApply, "reset": verbReset, "restart": verbRestart}
	for _, row := range []struct {
		kind *kind[named]
		key  func(c *sim.Cluster, p *sim.Profile) string
	}{
		{&devicePools, func(c *sim.Cluster, p *sim.Profile) string { return tables.PoolOf(c, p).ID }},
		{&callManagerGroups, func(c *sim.Cluster, p *sim.Profile) string { return tables.PoolOf(c, p).Group.ID }},
		{&securityProfiles, func(_ *sim.Cluster, p *sim.Profile) string { return tables.SecurityProfileOf(p).ID }},
		{&commonConfigs, func(*sim.Cluster, *sim.Profile) string { return commonConfigID }},
	} {
		list = append(list, row.kind.list(), row.kind.get())
		list = append(list, onPhones(row.kind.name, phonesWith(row.kind, row.key), verbs)...)
	}
	list = append(list, onPhones("EnterpriseParameters", allPhones, map[string]string{"applyConfig": verbApply, "reset": verbReset, "restart": verbRestart})...)
	return append(list, onPhones("EnterpriseParametersReset", allPhones, map[string]string{"do": verbReset})...)
}()

// sameName compares names as the database does.
func sameName(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
