package plan

import (
	"tvslab/event"
	"tvslab/sim/fact"
	"tvslab/sim/lab"
	"tvslab/sim/system"
)

// signs are the kinds of events that a plan tells of, with their signs. Certificates and lists are told by comparing what nodes hold.
var signs = map[string]Sign{
	"certificate": Changed,
	"upload":      Added,
	"deleted":     Removed,
	"warning":     Notable,
	"csr":         Added,
	"monitor":     Changed,
	"alarm":       Notable,
	"parameter":   Changed,
	"upgrade":     Changed,
	"backup":      Added,
	"restore":     Changed,
	"device":      Changed,
	"capf":        Changed,
	"file":        Removed,
	"node":        Changed,
	"replication": Notable,
	"fips":        Changed,
}

// happened notes an event in the course of a step.
func (f *folder) happened(e event.Event) {
	i := item{sign: signs[e.What.Kind()], kind: e.What.Kind(), node: e.Node}
	switch what := e.What.(type) {
	case fact.ServiceChanged:
		f.service(e.Node, what)
		return
	case fact.ResetQueued:
		i.sign, i.phrase.one = Changed, "phones are told to reset"
	case lab.PhonesReset:
		return // Moment.Resets counts them
	case system.Changed:
		i.sign, i.phrase.one = Removed, what.Name+": "+what.String()
		if what.Up {
			i.sign = Added
		}
	case fact.ITLDamaged, fact.ITLKept, fact.CTLNotCopied, fact.NoRoom:
		i.sign, i.phrase.one = Notable, what.String()
	case fact.Replication:
		i.phrase.one = what.String()
		if !what.Broken {
			i.sign = Added
		}
	default:
		i.phrase.one = e.What.String()
	}
	if i.sign == "" {
		return
	}
	if e.Cluster != "" && e.Node == "" {
		i.phrase.one = "cluster " + e.Cluster + ": " + i.phrase.one
	}
	f.add(i)
}

// The phrases of services.
var (
	serviceStopped   = phrase{"%s stopped", "%s stopped"}
	serviceStarted   = phrase{"%s started", "%s started"}
	serviceRestarted = phrase{"%s restarted", "%s restarted"}
)

// service notes a service that was stopped or started; one that was stopped before in this step has been restarted.
func (f *folder) service(node string, s fact.ServiceChanged) {
	i := item{sign: Removed, kind: "service", subject: s.Service, node: node, phrase: serviceStopped}
	if s.Started {
		i.sign, i.phrase = Added, serviceStarted
		if f.drop(item{sign: Removed, kind: "service", subject: s.Service, node: node, phrase: serviceStopped}) {
			i.sign, i.phrase = Changed, serviceRestarted
		}
	}
	f.add(i)
}

// drop forgets an item, and reports whether it was there.
func (f *folder) drop(i item) bool {
	for k := range f.items {
		one := &f.items[k]
		if one.sign != i.sign || one.phrase != i.phrase || one.subjects[0] != i.subject {
			continue
		}
		for n, node := range one.nodes {
			if node != i.node {
				continue
			}
			one.nodes = append(one.nodes[:n:n], one.nodes[n+1:]...)
			if len(one.nodes) == 0 {
				f.items = append(f.items[:k:k], f.items[k+1:]...)
			}
			return true
		}
	}
	return false
}
