package lab

import (
	"fmt"
	"iter"
	"slices"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// Phone is one phone of a lab: how it stands now is worked out when it is asked for. The zero value is no phone. Values can
// be compared.
type Phone struct {
	lab    *Lab
	number devices.Number
}

// maxGroups and maxCount are what the device names of the lab have room for.
const (
	maxGroups = 0xff
	maxCount  = 1_000_000
)

// firstExtension is the directory number of a group's first phone.
const firstExtension = 4001

func (l *Lab) addGroups(groups []Group) error {
	if err := l.enlist(groups); err != nil {
		return err
	}
	for i, g := range groups {
		if err := l.addGroup(i, g); err != nil {
			return err
		}
	}
	return nil
}

// enlist gives the phones of all groups their names.
func (l *Lab) enlist(groups []Group) (err error) {
	lists := make([]*devices.List, len(groups))
	for i, g := range groups {
		switch {
		case i >= maxGroups || g.Count < 1 || g.Count > maxCount:
			return fmt.Errorf("phone group %q: at most %d groups of 1 to %d phones", g.Name, maxGroups, maxCount)
		case g.Devices != nil && g.Devices.Len() != g.Count:
			return fmt.Errorf("phone group %q: %d phones, and %d devices", g.Name, g.Count, g.Devices.Len())
		}
		if lists[i] = g.Devices; g.Devices == nil {
			lists[i] = population.Local(i, g.Count)
		}
	}
	l.people.Roster, err = population.NewRoster(lists...)
	return err
}

func (l *Lab) addGroup(i int, g Group) error {
	model, ok := phone.ModelByName(g.Model)
	if !ok {
		return fmt.Errorf("phone group %q: model %q is not known", g.Name, g.Model)
	}
	model, err := model.Loaded(g.Protocol)
	if err != nil {
		return fmt.Errorf("phone group %q: %w", g.Name, err)
	}
	model.MIC = model.MIC && !g.MIC.None
	mic := g.MIC.validity(l.Now())
	list := l.people.Group(i)
	set := list.Devices()
	l.groups = append(l.groups, g)
	l.people.Add(set, &population.Class{
		Phone: phone.Phone{Name: set[0].First.Name(), Model: model, TFTP: g.TFTP, Settings: l.settings},
		Nodes: g.Nodes, Dot1X: g.Dot1X, Behind: g.Behind, MICFrom: mic.From, MICUntil: mic.To,
		UserCA: g.UserCA, UserFrom: l.Now(),
	})
	return provision(l.clusters, g, model, list)
}

// provision puts the phones of a group into the database of every cluster, as before a migration: with the group's
// CallManager group where its nodes are, with the first nodes that can be one elsewhere.
func provision(all clusters, g Group, m phone.Model, list *devices.List) error {
	owner := all[0]
	if len(g.Nodes) > 0 && all.of(g.Nodes[0]) != nil {
		owner = all.of(g.Nodes[0])
	}
	for _, c := range all {
		profile := newProfile(m, g.Default)
		profile.Load = g.Load
		if profile.Group = g.Nodes; c != owner {
			profile.Group = firstGroup(c)
		}
		if err := c.AddDevices(list.Devices(), linesOf(list), profile); err != nil {
			return fmt.Errorf("phone group %q: %w", g.Name, err)
		}
	}
	return nil
}

// linesOf are the directory numbers of the phones of a group.
func linesOf(list *devices.List) sim.Lines { return sim.Lines{First: firstExtension, Of: list} }

// firstGroup is the CallManager group of phones that a cluster only knows for the time they come: its first call
// managers, three at most.
func firstGroup(c *sim.Cluster) []string {
	const most = 3
	var group []string
	for _, n := range c.Nodes {
		if n.Has(sim.RoleCCM) && len(group) < most {
			group = append(group, n.Name)
		}
	}
	return group
}

func newProfile(m phone.Model, isDefault bool) *sim.Profile {
	return &sim.Profile{Model: m.Name, Protocol: m.Protocol(), Default: isDefault, Decrypts: m.DecryptsConfigurations(), TypedKey: m.TypedKey()}
}

// Phones returns the set of all phones.
func (l *Lab) Phones() devices.Set { return l.people.All() }

// Groups returns the groups of phones as they were at the start, in their order. They must not be changed.
func (l *Lab) Groups() []Group { return l.groups }

// Each yields the phones of the set.
func (l *Lab) Each(set devices.Set) iter.Seq[Phone] {
	return func(yield func(Phone) bool) {
		for n := range set.All() {
			if !yield(Phone{l, n}) {
				return
			}
		}
	}
}

// Phone returns the phone of that device name, false if there is none.
func (l *Lab) Phone(name string) (Phone, bool) {
	n, ok := devices.Parse(name)
	return Phone{l, n}, ok && l.people.Of(n) != nil
}

// Group returns the set of the phones of a group from the first to the last of these indices, which count from 1 in the order of
// Group.Devices; with first 0 the whole group. It is empty if there is no such group.
func (l *Lab) Group(name string, first, last int) devices.Set {
	i := slices.IndexFunc(l.groups, func(g Group) bool { return g.Name == name })
	if i < 0 {
		return nil
	}
	list := l.people.Group(i)
	if first == 0 {
		return list.Devices()
	}
	return list.Between(first-1, last)
}

// Indices returns the phones of the set that are of a group as Group takes them: the first and the last index of each row of neighbours.
func (l *Lab) Indices(name string, set devices.Set) [][2]int {
	i := slices.IndexFunc(l.groups, func(g Group) bool { return g.Name == name })
	if i < 0 {
		return nil
	}
	indices := l.people.Group(i).Places(set)
	for n := range indices {
		indices[n][0]++
		indices[n][1]++
	}
	return indices
}

// Where returns the phones of the set for which is holds; it is asked once for phones that stand alike, and of these for
// what they have in common only.
func (l *Lab) Where(set devices.Set, is func(Phone) bool) devices.Set {
	return l.where(set, func(p population.Part) bool { return is(Phone{l, p.First()}) })
}

func (w *world) where(set devices.Set, are func(population.Part) bool) devices.Set {
	var spans []devices.Span
	for _, part := range w.people.Parts(set) {
		if are(part) {
			spans = append(spans, part.Phones...)
		}
	}
	return devices.Of(spans...)
}

// those does where with each set.
func (w *world) those(sets []devices.Set, are func(population.Part) bool) []devices.Set {
	left := make([]devices.Set, len(sets))
	for i, set := range sets {
		left[i] = w.where(set, are)
	}
	return left
}

// on returns those that are switched on.
func (w *world) on(sets []devices.Set) []devices.Set {
	return w.those(sets, func(p population.Part) bool { return p.Class.On })
}

// Name returns the device name.
func (p Phone) Name() string { return p.number.Name() }

// Alone returns the set of the phone.
func (p Phone) Alone() devices.Set { return devices.One(p.number) }

// Group returns the name of the phone's group.
func (p Phone) Group() string {
	group, _, _ := p.lab.people.Place(p.number)
	return p.lab.groups[group].Name
}

// Index returns the phone's place within its group, from 1.
func (p Phone) Index() int {
	_, place, _ := p.lab.people.Place(p.number)
	return place + 1
}

func (p Phone) class() *population.Class { return p.lab.people.Of(p.number) }

// Model returns what the phone's model can do.
func (p Phone) Model() phone.Model { return p.class().Model }

// Rules returns what decides about trust beside the stored lists.
func (p Phone) Rules() trust.Rules { return p.class().Rules() }

// On reports whether the phone is switched on.
func (p Phone) On() bool { return p.class().On }

// TFTP returns the phone's TFTP servers, first choice first.
func (p Phone) TFTP() []string { return p.class().TFTP }

// CallManagerGroup returns the nodes of the phone's CallManager group by priority.
func (p Phone) CallManagerGroup() []string { return p.class().Nodes }

// State returns what the phone has stored.
func (p Phone) State() phone.State { return p.told().State }

// Shown returns the checksum of a stored list as the phone shows it; see phone.Model.ChecksumOf.
func (p Phone) Shown(which trust.List) string { return p.class().Shown(which) }

// Report returns what the phone's last boot brought.
func (p Phone) Report() phone.Report { return p.told().Report }

func (p Phone) told() *population.Class { return p.class().As(p.number, p.lab.key) }

// Life returns what the phone will do by itself and since when it has no call manager; nothing in a lab that does not live.
func (p Phone) Life() phone.Life { return p.class().Life }

// Console returns what the phone's console printed last, oldest first; nothing in a lab that does not live.
func (p Phone) Console() []string { return p.told().Console }
