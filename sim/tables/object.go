package tables

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"tvslab/capf"
	"tvslab/sim"
)

// EnterpriseWide is the name of the process node that stands for the cluster, the first of each list.
const EnterpriseWide = "EnterpriseWideData"

// ID returns the pkid of a row: a UUID in lower case that follows from the table and from what is never changed about the row.
func ID(table, key string) string {
	sum := sha256.Sum256([]byte(table + "|" + strings.ToLower(key)))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// UUID writes a pkid as AXL does: in braces, upper case.
func UUID(pkid string) string { return "{" + strings.ToUpper(pkid) + "}" }

// Pkid reads a UUID in any form: with braces or without, in any case.
func Pkid(uuid string) string { return strings.ToLower(strings.Trim(uuid, "{}")) }

// Group is a CallManager group.
type Group struct {
	ID    string
	Name  string
	Nodes []*sim.Node // by priority
}

// Pool is a device pool.
type Pool struct {
	ID    string
	Name  string
	Group *Group
}

// Pools lists the device pools of a cluster: "Default", with all call managers as far as a group has room, and one for each other
// CallManager group that devices have, by name.
func Pools(c *sim.Cluster) []*Pool {
	pools := []*Pool{poolOf(c, nil)}
	seen := map[string]bool{pools[0].ID: true}
	for _, run := range c.Devices().Runs() {
		if p := PoolOf(c, run.Value.Profile); !seen[p.ID] {
			seen[p.ID] = true
			pools = append(pools, p)
		}
	}
	slices.SortFunc(pools[1:], func(a, b *Pool) int { return cmp.Compare(a.Name, b.Name) })
	return pools
}

// PoolOf returns the device pool of devices with a profile.
func PoolOf(c *sim.Cluster, p *sim.Profile) *Pool { return poolOf(c, p.Group) }

// poolOf returns the pool of a CallManager group, of the default one for nil.
func poolOf(c *sim.Cluster, group []string) *Pool {
	standard := standardGroup(c)
	if len(group) == 0 {
		group = standard
	}
	g := &Group{ID: ID("callmanagergroup", strings.Join(group, " ")), Name: "Default"}
	names := make([]string, 0, len(group))
	for _, id := range group {
		if n := c.Node(id); n != nil {
			g.Nodes = append(g.Nodes, n)
			names = append(names, n.Name)
		}
	}
	if slices.Equal(group, standard) {
		return &Pool{ID("devicepool", "Default"), "Default", g}
	}
	g.Name = strings.Join(names, "_")
	return &Pool{ID("devicepool", strings.Join(group, " ")), g.Name, g}
}

// standardGroup names the call managers of the group "Default".
func standardGroup(c *sim.Cluster) (ids []string) {
	for _, n := range c.Nodes {
		if n.Has(sim.RoleCCM) && len(ids) < sim.MaxGroup {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

// SecurityProfile is a phone security profile.
type SecurityProfile struct {
	ID       string
	Name     string
	Protocol string
	Profile  *sim.Profile
}

// modes are Device Security Modes as pages and AXL have them.
var modes = map[int]string{sim.DeviceNonSecure: "Non Secure", sim.DeviceAuthenticated: "Authenticated", sim.DeviceEncrypted: "Encrypted"}

// Mode is the Device Security Mode.
func (p *SecurityProfile) Mode() string { return modes[p.Profile.Mode()] }

// authentications are CAPF authentication modes as pages and AXL have them.
var authentications = map[capf.Authentication]string{
	capf.ByString: "By Authentication String", capf.ByNull: "By Null String",
	capf.ByLSC: "By Existing Certificate (precedence to LSC)", capf.ByMIC: "By Existing Certificate (precedence to MIC)",
}

// Authentication is the CAPF authentication mode.
func (p *SecurityProfile) Authentication() string {
	return authentications[p.Profile.CAPFAuthentication()]
}

// SecurityProfileOf returns the phone security profile of devices with a profile. The standard one has the name that CUCM gives it;
// others are named by what is not standard about them.
func SecurityProfileOf(p *sim.Profile) *SecurityProfile {
	protocol := cmp.Or(p.Protocol, "SIP")
	name := fmt.Sprintf("%s - Standard %s Non-Secure Profile", ModelName(p.Model), protocol)
	if said := differences(p); len(said) > 0 {
		name = fmt.Sprintf("%s - %s %s", ModelName(p.Model), protocol, strings.Join(said, " "))
	}
	return &SecurityProfile{ID("securityprofile", name), name, protocol, p}
}

// differences are what is not standard about the security of a profile, in words.
func differences(p *sim.Profile) (said []string) {
	for _, one := range []struct {
		holds bool
		says  string
	}{
		{p.Mode() != sim.DeviceNonSecure, modes[p.Mode()]},
		{p.CAPFAuthentication() != capf.ByNull, authentications[p.CAPFAuthentication()]},
		{p.Encrypted, "TFTP Encrypted Config"},
		{p.Transport == 1, "TCP"}, {p.Transport == 2, "UDP"},
		{p.Digest, "Digest"}, {p.DigestExcluded, "Exclude Digest"},
	} {
		if one.holds {
			said = append(said, one.says)
		}
	}
	return said
}

// SecurityProfiles lists the phone security profiles that devices have, by name.
func SecurityProfiles(c *sim.Cluster) (list []*SecurityProfile) {
	seen := map[string]bool{}
	for _, run := range c.Devices().Runs() {
		if p := SecurityProfileOf(run.Value.Profile); !seen[p.ID] {
			seen[p.ID] = true
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b *SecurityProfile) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// ModelName is a model as pages name it: "Cisco 8841".
func ModelName(model string) string { return "Cisco " + model }

// NodeID is the pkid of a process node.
func NodeID(n *sim.Node) string { return ID("processnode", n.ID) }
