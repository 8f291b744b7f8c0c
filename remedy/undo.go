package remedy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/scenarios"
	"tvslab/sim"
)

// since compares each cluster with what it was in each state in which the phones stood well, the latest first: a change may show only
// some steps after it.
func (s *scene) since(each func(now, then *sim.Cluster)) {
	for _, past := range s.past {
		for i, now := range s.now.Lab.Clusters() {
			each(now, past.Lab.Clusters()[i])
		}
	}
}

// undoParameters puts each parameter back that was changed, and restarts what reads parameters at its start; then all of them.
func undoParameters(s *scene) []Way {
	var ways []Way
	var all []string
	restarts := s.restart(nil, sim.ServiceTVS, sim.ServiceTFTP)
	s.since(func(now, then *sim.Cluster) {
		for _, name := range sim.Parameters() {
			value := then.Parameter(name)
			step := s.setting(now, name, value)
			if value == now.Parameter(name) || name == sim.ParamClusterMode || slices.Contains(all, step) {
				continue
			}
			all = append(all, step)
			ways = append(ways, s.then(fmt.Sprintf("set %q to %s again", name, value), append([]string{step}, restarts...)...)...)
		}
	})
	if len(all) > 1 {
		ways = append(ways, s.then("set all parameters as they were", append(all, restarts...)...)...)
	}
	return ways
}

// undoMode takes a cluster back to the mode that it had, where the release has a command for it.
func undoMode(s *scene) []Way {
	var ways []Way
	s.since(func(now, then *sim.Cluster) {
		mode := map[bool]string{true: "mixed-mode", false: "non-secure-mode"}[then.Mixed()]
		if now.Mixed() == then.Mixed() || now.Rules().CTLSigner == "" {
			return
		}
		command := "utils ctl set-cluster " + mode
		steps := append([]string{onShell(now, command, "y")}, s.restart(now, sim.ServiceTFTP, sim.ServiceCCM, sim.ServiceCTIManager)...)
		ways = append(ways, s.then(command, steps...)...)
	})
	return ways
}

// undoNodes gives servers their old names, domains and addresses back.
func undoNodes(s *scene) (ways []Way) {
	for _, past := range s.past {
		var steps, words []string
		for _, now := range s.now.Lab.Clusters() {
			for _, n := range now.Nodes {
				if c := past.Lab.ClusterOf(n.ID); c != nil && !n.Down {
					s, w := nodeBack(n, c.Node(n.ID))
					steps, words = append(steps, s...), append(words, w...)
				}
			}
		}
		ways = append(ways, s.then(strings.Join(words, "; "), steps...)...)
	}
	return ways
}

// nodeBack writes the steps that give a node back what it was called.
func nodeBack(n, was *sim.Node) (steps, words []string) {
	back := func(changed bool, what, key, value string) {
		if changed {
			steps = append(steps, fmt.Sprintf("set-%s: {node: %s, %s: %s}", what, scalar(n.Name), key, scalar(value)))
			words = append(words, fmt.Sprintf("give %s its %s %s back", n.Name, what, value))
		}
	}
	back(n.Address != was.Address, "address", "address", was.Address.String())
	back(n.Domain != was.Domain, "domain", "domain", was.Domain)
	back(n.Name != was.Name, "hostname", "name", was.Name)
	return steps, words
}

// undoDevices puts back what the phones' pages said: each kind of change for itself, then all of them.
func undoDevices(s *scene) (ways []Way) {
	for _, past := range s.past {
		var all []string
		kinds := 0
		for _, kind := range pages {
			if steps := s.undoPage(pastPage{s, past}, kind.back); len(steps) > 0 {
				kinds++
				ways, all = append(ways, s.then(kind.words, steps...)...), append(all, steps...)
			}
		}
		if kinds > 1 {
			ways = append(ways, s.then("put the phones' pages back as they were", all...)...)
		}
	}
	return ways
}

// pastPage finds out what phones' pages said in a state.
type pastPage struct {
	*scene
	then *scenarios.Runner
}

// pages are what of a phone's page can be put back: the step that does it for the phones of a selector as for one of them, "" where nothing changed.
var pages = []struct {
	words string
	back  func(p pastPage, phone string, selector string) string
}{
	{"add the phones to the database again", pastPage.add},
	{"move the phones back", pastPage.move},
	{"give the phones their old security profile", pastPage.profile},
	{"give the phones their old load", pastPage.load},
	{"give the phones their old product specific configuration", pastPage.specific},
	{"give the phones' pages their old symmetric key", pastPage.symmetricKey},
}

// undoPage writes the steps for all phones, one for those with the same change.
func (s *scene) undoPage(p pastPage, back func(pastPage, string, string) string) (steps []string) {
	type change struct {
		example string
		phones  devices.Set
	}
	var order []string
	changes := map[string]change{}
	for _, stand := range s.stands {
		name := stand.Phone.Name()
		what := back(p, name, "")
		if what == "" {
			continue
		}
		same, known := changes[what]
		if !known {
			order, same.example = append(order, what), name
		}
		same.phones = same.phones.Or(stand.Phones)
		changes[what] = same
	}
	for _, what := range order {
		of := changes[what]
		steps = append(steps, back(p, of.example, Selector(s.now, of.phones)))
	}
	return steps
}

// database returns the cluster whose database the phone belongs to, by its CallManager group: now, and as it was.
func (p pastPage) database(name string) (now, then *sim.Cluster) {
	was, ok := p.then.Lab.Phone(name)
	if !ok || len(was.CallManagerGroup()) == 0 {
		return nil, nil
	}
	node := was.CallManagerGroup()[0]
	return p.now.Lab.ClusterOf(node), p.then.Lab.ClusterOf(node)
}

func (p pastPage) add(name, selector string) string {
	now, then := p.database(name)
	if now == nil || now.Knows(name) || !then.Knows(name) {
		return ""
	}
	return braced("add-device: "+selector, p.in(now))
}

func (p pastPage) move(name, selector string) string {
	now, _ := p.now.Lab.Phone(name)
	was, _ := p.then.Lab.Phone(name)
	step := ""
	if !slices.Equal(now.TFTP(), was.TFTP()) {
		step += ", tftp: " + list(was.TFTP())
	}
	if !slices.Equal(now.CallManagerGroup(), was.CallManagerGroup()) {
		step += ", group: " + list(was.CallManagerGroup())
	}
	if step == "" {
		return ""
	}
	return "move: {phones: " + selector + step + "}"
}

// modes are the device security modes as steps write them.
var modes = map[int]string{0: "non-secure", sim.DeviceNonSecure: "non-secure", sim.DeviceAuthenticated: "authenticated", sim.DeviceEncrypted: "encrypted"}

func (p pastPage) profile(name, selector string) string {
	now, was := p.profiles(name)
	if now == nil || now.SecurityMode == was.SecurityMode && now.Encrypted == was.Encrypted && now.Transport == was.Transport && now.Digest == was.Digest && now.DigestExcluded == was.DigestExcluded {
		return ""
	}
	step := fmt.Sprintf("security-profile: {phones: %s, mode: %s, encrypted-config: %t", selector, modes[was.SecurityMode], was.Encrypted)
	if now.Digest != was.Digest || now.DigestExcluded != was.DigestExcluded {
		step += fmt.Sprintf(", digest: %t, exclude-digest: %t", was.Digest, was.DigestExcluded)
	}
	if now.Transport != was.Transport {
		step += ", transport: " + was.TransportName()
	}
	return step + "}"
}

func (p pastPage) load(name, selector string) string {
	now, was := p.profiles(name)
	if now == nil || now.Load == was.Load || was.Load == "" {
		return ""
	}
	return fmt.Sprintf("phone-load: {phones: %s, load: %s}", selector, scalar(was.Load))
}

// specific is the step that puts the product specific configuration back, "" where it is as it was or nobody had touched it.
func (p pastPage) specific(name, selector string) string {
	now, was := p.profiles(name)
	if now == nil || now.Specific == was.Specific || was.Specific == (sim.Specific{}) {
		return ""
	}
	fields := ""
	if was.Specific.Web != "" {
		fields += ", web-access: " + was.Specific.Web
	}
	if was.Specific.Settings != "" {
		fields += ", settings-access: " + was.Specific.Settings
	}
	return "product-specific: {phones: " + selector + fields + "}"
}

func (p pastPage) symmetricKey(name, selector string) string {
	now, then := p.database(name)
	if now == nil {
		return ""
	}
	d, was := now.Device(name), then.Device(name)
	if d == nil || was == nil || d.SymmetricKey == was.SymmetricKey {
		return ""
	}
	return fmt.Sprintf("symmetric-key: {phones: %s, key: %s}", selector, scalar(cmp.Or(was.SymmetricKey, sim.NoKey)))
}

// profiles are what the database says of a phone, and what it said; nil where it does not know it, or did not.
func (p pastPage) profiles(name string) (now, then *sim.Profile) {
	a, b := p.database(name)
	if a == nil || a.Device(name) == nil || b.Device(name) == nil {
		return nil, nil
	}
	return a.Device(name).Profile, b.Device(name).Profile
}
