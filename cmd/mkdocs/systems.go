package main

import (
	"cmp"
	"fmt"
	"strings"

	"tvslab/scenarios/expect"
	"tvslab/sim/system"
)

func systemExpectations() table { return keys("key", "values", expect.SystemKeys()) }

// systemKinds is what must hold for each kind of system.
func systemKinds() table {
	t := table{{"kind", "what it is", "meets", "what must hold", "connects anew", "what users lose"}}
	for _, k := range system.Kinds() {
		meets := cmp.Or(string(k.Meets), "every node")
		if k.Port != 0 {
			meets += fmt.Sprintf(", %d", k.Port)
		}
		t = append(t, []string{"`" + k.Name + "`", k.Says, meets, held(k), anew(k), k.Loses})
	}
	return t
}

// held lists the links of a kind.
func held(k *system.Kind) string {
	var list []string
	for _, l := range k.Links {
		text := strings.TrimSpace(fmt.Sprintf("`%s` %s", l.Condition, strings.TrimSpace(l.Service+" "+string(l.Store))))
		if l.Publisher {
			text += " of the publisher"
		}
		if l.From != nil {
			text += ", by release"
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// anew says when a system connects anew.
func anew(k *system.Kind) string {
	switch {
	case k.Keeps && k.Device:
		return "after a restart of the service, a reset"
	case k.Keeps:
		return "after a restart of the service or of the system"
	case k.Reads:
		return "at once, with what it read at its restart"
	}
	return "at once"
}

// systemBasis is on what each kind rests.
func systemBasis() table {
	t := table{{"kind", "basis", "source"}}
	for _, k := range system.Kinds() {
		t = append(t, []string{"`" + k.Name + "`", string(k.Basis), k.Source})
	}
	return t
}

// systemReasons is why systems stand as they do.
func systemReasons() table {
	t := table{{"reason", "meaning"}}
	for _, r := range system.Reasons() {
		t = append(t, []string{"`" + string(r) + "`", r.Text()})
	}
	return t
}
