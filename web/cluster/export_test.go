package cluster

import (
	"fmt"

	"tvslab/scenarios"
)

// Operations are the operations by their addresses.
func Operations() (ids []string) {
	for _, o := range operations {
		ids = append(ids, o.id)
	}
	return ids
}

// Verbs are the verbs that operations play.
func Verbs() (names []string) {
	for _, o := range operations {
		names = append(names, o.verb)
	}
	return names
}

// CheckFields says which fields are no keys, and which keys that are needed have no field.
func CheckFields() (problems []string) {
	for _, o := range operations {
		if o.steps != nil || o.command != "" {
			continue
		}
		keys, have := scenarios.Keys(o.verb), map[string]bool{}
		for _, f := range o.fields {
			have[f.key] = true
			if _, ok := keys.Find(f.key); !ok && !f.alone {
				problems = append(problems, fmt.Sprintf("%s: %s has no key %q", o.id, o.verb, f.key))
			}
			if f.source == words && len(scenarios.Words(o.verb, f.key)) == 0 {
				problems = append(problems, fmt.Sprintf("%s: key %q has no words", o.id, f.key))
			}
		}
		for _, k := range keys {
			if k.Need && !have[k.Name] && !have[""] {
				problems = append(problems, fmt.Sprintf("%s: nothing asks for %q", o.id, k.Name))
			}
		}
	}
	return problems
}

// Quoted writes a text as a step has it.
func Quoted(text string) string { return quoted(text) }
