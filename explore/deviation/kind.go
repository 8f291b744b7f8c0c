package deviation

import (
	"regexp"
	"slices"
	"strconv"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Form says what a kind of deviation does to the steps of a plan.
type Form int

// The forms.
const (
	Omission     Form = iota // a step is left out
	Displacement             // a step is done before or after its turn
	Stretch                  // steps are put in before some step, and others that end it after a later one, or never
	Delay                    // a Stretch that covers one step, in which phones boot
	Moment                   // steps are put in at one place
)

// Kind is a row: a kind of deviation.
type Kind struct {
	Name  string
	Form  Form
	Price int    // of one, unless somebody says otherwise
	Doc   string // a sentence
	Early bool   // it began before the plan did
	Asked bool   // it is tried only where somebody names it

	targets func(*Site) []Target
	begin   func(*Site, Target) []string // steps as in scenario files
	end     func(*Site, Target) []string // nil for none
	words   string                       // what happens; %s is the target
	holds   string                       // the opposite, as a condition
}

// Target is whom a deviation befalls; the zero value where it is a step of the plan.
type Target struct {
	Group string // of phones
	Node  string
	Store string // of the certificate that was renewed while the phones were off
}

// String names the group or the node.
func (t Target) String() string { return t.Group + t.Node }

// Names of kinds.
const (
	Skip        = "skip"
	Order       = "order"
	Off         = "off"
	Late        = "late"
	Twice       = "twice"
	Old         = "old"
	Down        = "down"
	TVS         = "tvs"
	TFTP        = "tftp"
	Replication = "replication"
	Disk        = "disk"
	Packets     = "packets"
)

// kinds are all kinds, in the order in which deviations of equal price are tried.
var kinds = []Kind{
	{Name: Skip, Form: Omission, Price: 1, Doc: "A step is forgotten."},
	{Name: Order, Form: Displacement, Price: 1, Doc: "A step is done before its turn, or put off until later."},
	{Name: Off, Form: Stretch, Price: 1, Doc: "The phones of a group are off for a stretch of steps.",
		targets: groups, begin: group("power-off: "), end: group("power-on: "),
		words: "the phones of %s are off", holds: "the phones of %s stay on"},
	{Name: Late, Form: Delay, Price: 1, Doc: "The phones of a group boot late: a step that lets phones boot finds them off, and then they come.",
		targets: groups, begin: group("power-off: "), end: group("power-on: "),
		words: "the phones of %s boot late", holds: "all phones of %s boot with the others"},
	{Name: Twice, Form: Moment, Price: 1, Doc: "The phones of a group boot once more, at any time.",
		targets: groups, begin: group("reset: "), words: "the phones of %s boot once more", holds: "no phone of %s boots by itself"},
	{Name: Old, Form: Stretch, Price: 1, Early: true, Doc: "The phones of a group hold lists from before an earlier renewal, and come back at some time or never.",
		targets: oldLists, begin: renewedBefore, end: group("power-on: "),
		words: "the phones of %s have been off since before an earlier renewal", holds: "no phone of %s comes with lists from before an earlier renewal"},
	{Name: Down, Form: Stretch, Price: 1, Doc: "A node is down for a stretch of steps.",
		targets: nodesOf(), begin: fault("fault", "node-down"), end: fault("heal", "node-down"), words: "%s is down", holds: "%s is up"},
	{Name: TVS, Form: Stretch, Price: 1, Doc: "Cisco Trust Verification Service is stopped on a node for a stretch of steps.",
		targets: nodesOf(sim.RoleTVS), begin: service("stop", sim.ServiceTVS), end: service("start", sim.ServiceTVS),
		words: "TVS on %s does not run", holds: "TVS on %s runs"},
	{Name: TFTP, Form: Stretch, Price: 1, Doc: "Cisco Tftp is stopped on a node for a stretch of steps.",
		targets: nodesOf(sim.RoleTFTP), begin: service("stop", sim.ServiceTFTP), end: service("start", sim.ServiceTFTP),
		words: "Cisco Tftp on %s does not run", holds: "Cisco Tftp on %s runs"},
	{Name: Replication, Form: Stretch, Price: 1, Doc: "Database replication to a subscriber is broken for a stretch of steps.",
		targets: subscribers, begin: fault("fault", "replication-broken"), end: fault("heal", "replication-broken"),
		words: "replication to %s is broken", holds: "replication to %s works"},
	{Name: Disk, Form: Stretch, Price: 1, Asked: true, Doc: "The disk of a node is full for a stretch of steps.",
		targets: nodesOf(), begin: fault("fault", "disk-full"), end: fault("heal", "disk-full"), words: "the disk of %s is full", holds: "the disk of %s has room"},
	{Name: Packets, Form: Stretch, Price: 1, Asked: true, Doc: "Packets of more than 1300 bytes do not get to the phones of a group for a stretch of steps, so that TVS does not.",
		targets: groups, begin: largePackets("fault"), end: largePackets("heal"),
		words: "large packets do not reach the phones of %s", holds: "packets of all sizes reach the phones of %s"},
}

// Kinds returns all kinds, in the order in which deviations of equal price are tried.
func Kinds() []*Kind {
	all := make([]*Kind, len(kinds))
	for i := range kinds {
		all[i] = &kinds[i]
	}
	return all
}

// Usual returns the kinds that are tried where nobody names any.
func Usual() []*Kind {
	return slices.DeleteFunc(Kinds(), func(k *Kind) bool { return k.Asked })
}

// Named returns the kind of that name, nil if there is none.
func Named(name string) *Kind {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return &kinds[i]
}

// Names are the names of all kinds.
func Names() []string {
	names := make([]string, len(kinds))
	for i := range kinds {
		names[i] = kinds[i].Name
	}
	return names
}

// Targets returns whom a deviation of the kind can befall; none where it is about the steps of a plan.
func (k *Kind) Targets(s *Site) []Target {
	if k.targets == nil {
		return nil
	}
	return k.targets(s)
}

// Begin returns the steps that make it happen, and End those that end it, as they are written in scenario files.
func (k *Kind) Begin(s *Site, t Target) []string { return k.begin(s, t) }

// End returns the steps that end it, none where it ends by itself.
func (k *Kind) End(s *Site, t Target) []string {
	if k.end == nil {
		return nil
	}
	return k.end(s, t)
}

func groups(s *Site) (all []Target) {
	for _, name := range s.groups {
		all = append(all, Target{Group: name})
	}
	return all
}

// nodesOf are the nodes with any of these roles; all without roles.
func nodesOf(roles ...sim.Role) func(*Site) []Target {
	return func(s *Site) (all []Target) {
		names := s.nodes.Names()
		if len(roles) > 0 {
			names = s.nodes.With(roles...)
		}
		for _, name := range names {
			all = append(all, Target{Node: name})
		}
		return all
	}
}

func subscribers(s *Site) (all []Target) {
	for _, name := range s.subscribers() {
		all = append(all, Target{Node: name})
	}
	return all
}

// oldLists are the groups with the certificates whose renewal phones can have missed. ITLRecovery is none of them: it is valid for twenty
// years, and to renew it is a plan of its own.
func oldLists(s *Site) (all []Target) {
	for _, name := range s.groups {
		for _, store := range []cucm.Store{cucm.CallManager, cucm.TVS} {
			all = append(all, Target{Group: name, Store: string(store)})
		}
	}
	return all
}

func group(verb string) func(*Site, Target) []string {
	return func(_ *Site, t Target) []string { return []string{verb + Written(t.Group)} }
}

func largePackets(verb string) func(*Site, Target) []string {
	return func(_ *Site, t Target) []string {
		return []string{verb + ": {kind: packet-size, bytes: 1300, phones: " + Written(t.Group) + "}"}
	}
}

// plainName is a name that YAML reads as it stands.
var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)

// Written is a name of a group as a scenario file has it: in quotes where it could be read as something else.
func Written(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return strconv.QuoteToASCII(name)
}

func fault(verb, kind string) func(*Site, Target) []string {
	return func(_ *Site, t Target) []string {
		return []string{verb + ": {kind: " + kind + ", nodes: " + t.Node + "}"}
	}
}

func service(verb, name string) func(*Site, Target) []string {
	return func(_ *Site, t Target) []string {
		return []string{verb + ": {service: " + name + ", nodes: " + t.Node + "}"}
	}
}

// renewedBefore renews a certificate as the guides say while the phones are off.
func renewedBefore(s *Site, t Target) []string {
	steps := []string{"power-off: " + Written(t.Group), "regenerate: {certificate: " + t.Store + ", nodes: all}"}
	steps = append(steps, s.UpdateCTL()...)
	return append(steps, "restart: {service: ["+sim.ServiceTVS+", "+sim.ServiceTFTP+", "+sim.ServiceCCM+"], nodes: all}", "reset: all", "wait: 5m")
}
