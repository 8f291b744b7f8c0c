package main

import (
	"strings"

	"tvslab/sim/lab/trouble"
)

// troubleKinds are the kinds of faults between phones and nodes, as steps have them.
func troubleKinds() table {
	t := table{{"kind", "needs", "may have", "effect"}}
	for _, r := range trouble.Rows() {
		may := append(arguments(r.Takes), "`nodes`", "`phones`")
		t = append(t, []string{"`" + string(r.Kind) + "`", strings.Join(arguments(r.Needs), ", "), strings.Join(may, ", "), r.Effect})
	}
	return t
}

func arguments(all []trouble.Argument) (keys []string) {
	for _, a := range all {
		keys = append(keys, "`"+string(a)+"`")
	}
	return keys
}

// troublesOnNetworks say how these faults are made on both networks, and what phones show.
func troublesOnNetworks() table {
	t := table{{"kind", "in memory", "on sockets", "phones show"}}
	for _, r := range trouble.Rows() {
		t = append(t, []string{"`" + string(r.Kind) + "`", r.Memory, r.Sockets, r.Shows})
	}
	return t
}
