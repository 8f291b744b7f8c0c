package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

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

// TestFieldsAreKeys: forms ask for keys of their verbs, and for all that these need.
func TestFieldsAreKeys(t *testing.T) {
	for _, o := range operations {
		if o.steps != nil || o.command != "" {
			continue
		}
		keys, have := scenarios.Keys(o.verb), map[string]bool{}
		for _, f := range o.fields {
			have[f.key] = true
			_, known := keys.Find(f.key)
			require.True(t, known || f.alone, "%s: %s has no key %q", o.id, o.verb, f.key)
			require.False(t, f.source == words && len(scenarios.Words(o.verb, f.key)) == 0, "%s: key %q has no words", o.id, f.key)
		}
		for _, k := range keys {
			require.True(t, !k.Need || have[k.Name] || have[""], "%s: nothing asks for %q", o.id, k.Name)
		}
	}
}

// Quoted writes a text as a step has it.
func Quoted(text string) string { return quoted(text) }
