package main

import (
	"fmt"
	"strings"

	"tvslab/cmd/hostile/attack"
)

// attackTable is a row for each attack of make hostile.
func attackTable() table {
	t := table{{"attack", "what is done", "short form", "criteria of its own"}}
	for _, a := range attack.All() {
		does := a.Does
		if a.Both {
			does += " (both engines)"
		}
		t = append(t, []string{"`" + a.Name + "`", does, orDash(shortForm(a)), orDash(criteria(a))})
	}
	return t
}

func shortForm(a attack.Attack) string {
	if a.For == 0 {
		return "once"
	}
	return a.For.String()
}

// criteria are those in which a row differs from others.
func criteria(a attack.Attack) string {
	var list []string
	switch n := len(a.Excused); {
	case n == len(attack.Everybody):
		list = append(list, "all honest clients may fail meanwhile")
	case n > 0:
		list = append(list, "clients of "+strings.Join(a.Excused, " and ")+" may fail meanwhile")
	}
	if a.Wait > 0 {
		list = append(list, "no client waits longer than "+a.Wait.String())
	}
	if a.Again > 0 {
		list = append(list, "all is back within "+a.Again.String())
	}
	if a.RSS > 0 {
		list = append(list, fmt.Sprintf("%d MB at most", a.RSS>>20))
	}
	if a.Held != "" {
		list = append(list, a.Held)
	}
	return strings.Join(list, "; ")
}
