package roster

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Group is phones of which the same is said of all that decides how they trust and register.
type Group struct {
	Name   string   // small letters, digits and dashes, at most 40 characters, each name once
	Phones []string // device names in order

	Model, Protocol       string // "" where nobody says it
	OtherModel            string // as written, where no such model is known
	TFTP, CallManagers    []string
	Profile, Mode         string
	EncryptedConfig       string // Yes, No or ""
	CTL, ITL, LSC, Status string // as in Phone
	Site, Pool            string // that all of them share; ""
	First                 Phone  // the first of them, for the places of facts
}

// deciding are the parts of a group by which phones belong to it. A profile decides where its mode is not known.
func (g *Group) deciding() string {
	profile := ""
	if g.Mode == "" {
		profile = g.Profile
	}
	return strings.Join([]string{
		g.Model, g.OtherModel, g.Protocol, strings.Join(g.TFTP, ","), strings.Join(g.CallManagers, ","), g.Mode, profile, g.EncryptedConfig, g.CTL, g.ITL, g.LSC, g.Status,
	}, "\x00")
}

// Grouped returns the groups of phones, by name. The same phones in any order give the same groups.
func Grouped(phones []Phone) []Group {
	sorted := slices.Clone(phones)
	slices.SortFunc(sorted, func(a, b Phone) int { return cmp.Compare(a.Name, b.Name) })
	byKey := map[string]*Group{}
	for i := range sorted {
		one := groupOf(&sorted[i])
		key := one.deciding()
		g := byKey[key]
		if g == nil {
			byKey[key] = &one
			continue
		}
		g.Phones = append(g.Phones, one.Phones...)
		g.Site, g.Pool, g.Profile = shared(g.Site, one.Site), shared(g.Pool, one.Pool), shared(g.Profile, one.Profile)
	}
	groups := make([]Group, 0, len(byKey))
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		groups = append(groups, *byKey[key])
	}
	nameAll(groups)
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
	return groups
}

func groupOf(p *Phone) Group {
	return Group{
		Phones: []string{p.Name}, Model: p.Model.Value, OtherModel: p.OtherModel.Value, Protocol: p.Protocol.Value, TFTP: Values(p.TFTP), CallManagers: Values(p.CallManagers),
		Profile: p.Profile.Value, Mode: p.Mode.Value, EncryptedConfig: p.EncryptedConfig.Value, CTL: p.CTL.Value, ITL: p.ITL.Value, LSC: p.LSC.Value,
		Status: p.Status.Value, Site: p.Site.Value, Pool: p.Pool.Value, First: *p,
	}
}

func shared(a, b string) string {
	if strings.EqualFold(a, b) {
		return a
	}
	return ""
}

// maxGroupName bounds names, so that they fit into the columns of tables; the last part is for what tells groups apart.
const (
	maxGroupName = 40
	maxPart      = 20
)

// qualifiers tell groups of one name apart, in this order.
var qualifiers = []func(*Group) string{
	func(g *Group) string { return map[string]string{Encrypted: "enc", Authenticated: "auth"}[g.Mode] },
	func(g *Group) string { return g.Protocol },
	func(g *Group) string { return map[string]string{Unregistered: "off", Unknown: "unseen"}[g.Status] },
	func(g *Group) string { return map[string]string{Installed: "lsc"}[g.LSC] },
	func(g *Group) string { return listPart("itl", g.ITL) },
	func(g *Group) string { return listPart("ctl", g.CTL) },
	func(g *Group) string { return host(g.TFTP) },
	func(g *Group) string { return host(g.CallManagers) },
}

// listPart is the beginning of a checksum, or a word that stands in its place.
func listPart(list, checksum string) string {
	digits, _, is := strings.Cut(checksum, "(")
	switch {
	case checksum == "" || checksum == None:
		return ""
	case is:
		return list + digits[:min(4, len(digits))]
	}
	return list + "-" + checksum
}

// host is the first host of a list, without its domain.
func host(hosts []string) string {
	if len(hosts) == 0 {
		return ""
	}
	name, _, _ := strings.Cut(hosts[0], ".")
	if strings.Trim(name, "0123456789") == "" {
		return hosts[0]
	}
	return name
}

// nameAll names groups by their site, else their device pool, and their model; then by what tells those of one name apart; then by
// number.
func nameAll(groups []Group) {
	for i := range groups {
		g := &groups[i]
		place := cmp.Or(plain(g.Site), plain(g.Pool), "phones")
		g.Name = joined(place, cmp.Or(plain(g.Model), plain(g.OtherModel), "unknown"))
	}
	for _, part := range qualifiers {
		for _, same := range together(groups) {
			qualify(same, part)
		}
	}
	taken := map[string]bool{}
	for _, same := range together(groups) {
		taken[same[0].Name] = true
	}
	for _, same := range together(groups) {
		for i, g := range same[1:] {
			n := i + 2
			for taken[numbered(g.Name, n)] {
				n++
			}
			g.Name = numbered(g.Name, n)
			taken[g.Name] = true
		}
	}
}

// together returns the groups that share a name, in order.
func together(groups []Group) [][]*Group {
	byName := map[string][]*Group{}
	for i := range groups {
		byName[groups[i].Name] = append(byName[groups[i].Name], &groups[i])
	}
	var all [][]*Group
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		all = append(all, byName[name])
	}
	return all
}

// qualify adds the part to the names of groups that it tells apart.
func qualify(same []*Group, part func(*Group) string) {
	if !slices.ContainsFunc(same[1:], func(g *Group) bool { return part(g) != part(same[0]) }) {
		return
	}
	for _, g := range same {
		if p := plain(part(g)); p != "" {
			g.Name = joined(g.Name, p)
		}
	}
}

func joined(name, part string) string {
	name += "-" + part
	return strings.TrimRight(name[:min(len(name), maxGroupName)], "-")
}

func numbered(name string, n int) string {
	end := "-" + strconv.Itoa(n)
	return strings.TrimRight(name[:min(len(name), maxGroupName-len(end))], "-") + end
}

// plain is a text in small letters, digits and dashes, which begins with a letter or a digit; at most maxPart characters.
func plain(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		switch {
		case b.Len() == maxPart, unicode.Is(unicode.Mn, r):
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
