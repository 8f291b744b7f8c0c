package axl

import (
	"strings"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/tables"
)

// phone is a phone of the database.
type phone struct {
	Number devices.Number
	*sim.Standing
}

// Name is its device name.
func (p phone) Name() string { return p.Number.Name() }

// phonesOf are the phones of the database, those that stand alike together and by name. Phones on the default configuration have no row.
func phonesOf(c *sim.Cluster) (runs []devices.Run[sim.Standing]) {
	for _, r := range c.Devices().Runs() {
		if !r.Value.Profile.Default {
			runs = append(runs, r)
		}
	}
	return runs
}

// phoneByName is a phone by its device name, in any case; not ok where there is none.
func phoneByName(c *sim.Cluster, name string) (phone, bool) {
	n, ok := devices.Parse(strings.ToUpper(name))
	if !ok {
		return phone{}, false
	}
	return phoneAt(c, n)
}

// phoneByID is a phone by its key, in any form; not ok where there is none.
func phoneByID(c *sim.Cluster, id string) (phone, bool) { return phoneByName(c, tables.Named(c, id)) }

// phoneAt is a phone by its number; not ok where there is none.
func phoneAt(c *sim.Cluster, n devices.Number) (phone, bool) {
	s, ok := c.Devices().At(n)
	if !ok || s.Profile.Default {
		return phone{}, false
	}
	return phone{n, &s}, true
}

// nameLike are the devices of a set whose names fit a pattern of SQL, in which % is any number of characters and _ one; the case does not
// count.
func nameLike(set devices.Set, pattern string) devices.Set {
	if strings.ContainsAny(pattern, "*?") {
		return nil // characters that no name has, and wildcards of package devices
	}
	pattern = strings.NewReplacer("%", "*", "_", "?").Replace(strings.ToUpper(pattern))
	for strings.Contains(pattern, "**") {
		pattern = strings.ReplaceAll(pattern, "**", "*")
	}
	var all []devices.Set
	for _, rest := range behind(pattern, "SEP") {
		all = append(all, set.Matching("SEP"+rest))
	}
	return devices.Union(all...)
}

// behind is what a pattern asks of what comes after a prefix that fits it: several ways where it has wildcards there, none where it does
// not fit.
func behind(pattern, prefix string) []string {
	if prefix == "" {
		return []string{pattern}
	}
	switch {
	case pattern == "":
		return nil
	case pattern[0] == '*':
		return append(behind(pattern[1:], prefix), behind(pattern, prefix[1:])...)
	case pattern[0] == '?' || pattern[0] == prefix[0]:
		return behind(pattern[1:], prefix[1:])
	}
	return nil
}

// fits reports whether a text fits a pattern of SQL; the case does not count.
func fits(text, pattern string) bool {
	t, p := []rune(strings.ToLower(text)), []rune(strings.ToLower(pattern))
	at, star, mark := 0, -1, 0
	for i := 0; i < len(t); {
		switch {
		case at < len(p) && p[at] == '%':
			star, mark = at, i
			at++
		case at < len(p) && (p[at] == '_' || p[at] == t[i]):
			at++
			i++
		case star >= 0:
			mark++
			at, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(string(p[at:]), "%") == ""
}
