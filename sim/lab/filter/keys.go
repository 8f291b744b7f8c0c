package filter

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/sim/lab"
)

// key is something that can be asked of phones. Of set and is one is there.
type key struct {
	name, says, example string
	values              func(*lab.Lab) []string                    // those that there are, without a lab those of any; nil: anything
	open                bool                                       // what is none of the values may be meant too
	set                 func(l *lab.Lab, value string) devices.Set // devices that meet it
	is                  func(s lab.Stand, value string) bool       // whether phones that stand alike meet it
}

// Words for values.
const (
	yes    = "yes"
	no     = "no"
	none   = "none"
	waits  = "reset"
	lists  = "list"
	powers = "power"

	devicePrefix = "SEP" // of device names; a pattern may leave it out
)

var keys = []*key{
	{name: "verdict", says: "where the phone stands with what is served now", example: "verdict:locked",
		values: fixed(names(lab.Trusts())...), is: func(s lab.Stand, v string) bool { return like(v, string(s.Verdict.Trust)) }},
	{name: powers, says: "whether it is switched on", example: "power:off",
		values: fixed("on", "off"), is: func(s lab.Stand, v string) bool { return s.Phone.On() == (v == "on") }},
	{name: "registered", says: "the node that it is registered with; yes: any, no: it is on and none has it", example: "registered:cucm-sub1",
		values: func(l *lab.Lab) []string { return append([]string{yes, no}, nodes(l)...) }, is: registered},
	{name: "waits", says: "what it waits for: a reset that its cluster told it to", example: "waits:reset",
		values: fixed(waits), set: func(l *lab.Lab, _ string) devices.Set { waiting, _ := l.Waiting(); return waiting }},
	{name: "group", says: "its group, or a part of one", example: "group:desk[1..3]", values: groups, open: true, set: inGroups},
	{name: "site", says: "its site: the name of its group without the model, as import names groups", example: "site:berlin",
		values: Sites, set: inSites},
	{name: "model", says: "its model", example: "model:88*", values: models, is: isModel},
	{name: "protocol", says: "what it speaks with call managers, by its load", example: "protocol:sccp",
		values: fixed("SIP", "SCCP"), is: func(s lab.Stand, v string) bool { return like(v, s.Phone.Model().Protocol()) }},
	{name: "tftp", says: "one of its TFTP servers", example: "tftp:cucm-sub1",
		values: nodes, is: func(s lab.Stand, v string) bool {
			return slices.ContainsFunc(s.Phone.TFTP(), func(n string) bool { return like(v, n) })
		}},
	{name: "first-tftp", says: "its first TFTP server", example: "first-tftp:cucm-pub",
		values: nodes, is: func(s lab.Stand, v string) bool {
			servers := s.Phone.TFTP()
			return len(servers) > 0 && like(v, servers[0])
		}},
	{name: "holds", says: "a list that it holds: beginning of its SHA-256 or of the checksum that the phone shows, serial number or part of the name of its signer",
		example: "holds:3F9A", is: func(s lab.Stand, v string) bool { return Holds(s.Phone, v) }},
	{name: lists, says: "the list that its verdict is about", example: "list:itl",
		values: fixed("CTL", "ITL"), is: func(s lab.Stand, v string) bool { return like(v, s.Verdict.List) }},
	{name: "reason", says: "the reason of its verdict, or why it is not registered: a code of tvslab reasons", example: "reason:signer-unknown",
		values: fixed(codes()...), is: func(s lab.Stand, v string) bool { return Reason(s, func(c string) bool { return like(v, c) }) }},
	{name: "config", says: "what became of its configuration at its last boot", example: "config:kept-old",
		values: fixed("current", "kept-old", none), is: func(s lab.Stand, v string) bool { return like(v, s.Verdict.Config) }},
	{name: "lsc", says: "what its LSC is worth", example: "lsc:expired",
		values: fixed(string(lab.LSCNone), string(lab.LSCValid), string(lab.LSCUnknown), string(lab.LSCExpired)),
		is:     func(s lab.Stand, v string) bool { return like(v, string(s.Verdict.LSC)) }},
	{name: "name", says: "its device name, or its MAC address", example: "name:SEP0A01*", set: named},
}

// shorts are words that stand for a key and a value.
var shorts = func() (all []struct{ word, key, value, says string }) {
	add := func(word, key, value, says string) {
		all = append(all, struct{ word, key, value, says string }{word, key, value, says})
	}
	says := map[lab.Trust]string{
		lab.TrustNone: "no list is stored; the first one is accepted blind", lab.TrustBlank: "holds the blank ITL of the rollback parameter",
		lab.TrustCurrent: "holds what is served", lab.TrustBehind: "holds something else and would accept what is served",
		lab.TrustRefusing: "would reject what is served, but a TVS server could still vouch", lab.TrustLocked: "would reject what is served, and nobody can vouch",
	}
	for _, t := range lab.Trusts() {
		add(string(t), "verdict", string(t), says[t])
	}
	add("on", powers, "on", "is switched on")
	add("off", powers, "off", "is switched off")
	add("registered", "registered", yes, "a call manager has it")
	add("unregistered", "registered", no, "is on, and no call manager has it")
	add(waits, "waits", waits, "was told to reset, and has not yet")
	return all
}()

func keyNamed(name string) *key {
	i := slices.IndexFunc(keys, func(k *key) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return keys[i]
}

func fixed(words ...string) func(*lab.Lab) []string { return func(*lab.Lab) []string { return words } }

func names[T ~string](typed []T) []string {
	plain := make([]string, len(typed))
	for i, t := range typed {
		plain[i] = string(t)
	}
	return plain
}

func codes() (all []string) {
	for _, c := range reason.Codes() {
		all = append(all, string(c.Code))
	}
	return all
}

func nodes(l *lab.Lab) (all []string) {
	if l == nil {
		return nil
	}
	for _, c := range l.Clusters() {
		for _, n := range c.Nodes {
			all = append(all, n.Name)
		}
	}
	return all
}

func groups(l *lab.Lab) (all []string) {
	if l == nil {
		return nil
	}
	for _, g := range l.Groups() {
		all = append(all, g.Name)
	}
	return all
}

// models are those of the lab's groups; without a lab all.
func models(l *lab.Lab) (all []string) {
	if l == nil {
		return phone.ModelNames()
	}
	for _, g := range l.Groups() {
		if m, ok := phone.ModelByName(g.Model); ok && !slices.Contains(all, m.Name) {
			all = append(all, m.Name)
		}
	}
	return all
}

// Sites are the sites of the lab's groups, each once, in their order.
func Sites(l *lab.Lab) (all []string) {
	if l == nil {
		return nil
	}
	for _, g := range l.Groups() {
		if s := SiteOf(g); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// SiteOf is the site of a group; see the package.
func SiteOf(g lab.Group) string {
	model := strings.ToLower(strings.NewReplacer(" ", "-", "_", "-").Replace(g.Model))
	site, _, found := strings.Cut(g.Name, "-"+model)
	if !found || site == "" {
		return g.Name
	}
	return site
}

func registered(s lab.Stand, v string) bool {
	switch at := s.Verdict.Registered; v {
	case yes:
		return at != ""
	case no:
		return s.Phone.On() && at == ""
	default:
		return at != "" && like(v, at)
	}
}

func isModel(s lab.Stand, v string) bool {
	name := s.Phone.Model().Name
	return like(v, name) || slices.ContainsFunc(phone.ModelsLike(v), func(m phone.Model) bool { return m.Name == name })
}

// part is a group and the first and last of its phones, as scenarios name them.
var part = regexp.MustCompile(`^(.+)\[(\d+)(?:\.\.(\d+))?\]$`)

func inGroups(l *lab.Lab, v string) (set devices.Set) {
	name, first, last := v, 0, 0
	if m := part.FindStringSubmatch(v); m != nil {
		name = m[1]
		first, _ = strconv.Atoi(m[2])
		last = first
		if m[3] != "" {
			last, _ = strconv.Atoi(m[3])
		}
	}
	for _, g := range l.Groups() {
		if like(name, g.Name) && (first > 0 || name == v) {
			set = set.Or(l.Group(g.Name, first, last))
		}
	}
	return set
}

func inSites(l *lab.Lab, v string) (set devices.Set) {
	for _, g := range l.Groups() {
		if like(v, SiteOf(g)) {
			set = set.Or(l.Group(g.Name, 0, 0))
		}
	}
	return set
}

func named(l *lab.Lab, v string) devices.Set {
	if n, ok := devices.Written(v); ok {
		return l.Phones().And(devices.One(n))
	}
	digits := strings.TrimPrefix(strings.ToUpper(v), devicePrefix)
	return l.Phones().Matching(devicePrefix + digits)
}

// like reports whether a pattern with * and ? fits a word; case does not count.
func like(pattern, word string) bool { return fits(strings.ToLower(pattern), strings.ToLower(word)) }

// fits is like for words in small letters: the last * is tried again where what follows it does not fit.
func fits(pattern, word string) bool {
	star, mark, p, w := -1, 0, 0, 0
	for w < len(word) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, w
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == word[w]):
			p, w = p+1, w+1
		case star >= 0:
			mark++
			p, w = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// Reason reports whether a reason of phones is one: that of their verdict, or why they are not registered.
func Reason(s lab.Stand, is func(code string) bool) bool {
	v := s.Verdict
	return v.Decision.Code != "" && is(string(v.Decision.Code)) || v.Registered == "" && v.Reason != "" && is(string(v.Reason))
}

// Word describes a word of filters to people.
type Word struct {
	Word string // as it is written: locked, or model:VALUE
	Says string
}

// Words are all words, the short ones first.
func Words() (all []Word) {
	for _, s := range shorts {
		all = append(all, Word{s.word, s.says})
	}
	for _, k := range keys {
		all = append(all, Word{k.example, k.says})
	}
	return all
}

// Help says in a few lines how filters are written.
func Help() string {
	var b strings.Builder
	b.WriteString("Terms of one key are alternatives, a phone must meet each key, and \"-\" before a term leaves out those that meet it.\n")
	for _, w := range Words() {
		fmt.Fprintf(&b, "  %-22s %s\n", w.Word, w.Says)
	}
	return b.String()
}
