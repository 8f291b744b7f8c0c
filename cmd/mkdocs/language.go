package main

import (
	"strings"

	"tvslab/scenarios"
	"tvslab/scenarios/expect"
	"tvslab/scenarios/file"
)

func qualifiers() table        { return keys("qualifier", "meaning", scenarios.Qualifiers()) }
func phoneExpectations() table { return keys("key", "values", expect.PhoneKeys()) }
func nodeExpectations() table  { return keys("key", "values", expect.NodeKeys()) }

// verbs is what steps do.
func verbs() table {
	t := table{{"verb", "argument", "what happens"}}
	for _, v := range scenarios.Verbs() {
		t = append(t, []string{"`" + v.Name + "`", v.Argument, strings.TrimSuffix(v.Doc, ".")})
	}
	return t
}

// keys is what a mapping may have, with the words that are taken.
func keys(key, meaning string, list file.Keys) table {
	t := table{{key, meaning}}
	for _, k := range list {
		text := strings.TrimSuffix(k.Doc, ".")
		if len(k.Words) > 0 {
			text += ": `" + strings.Join(k.Words, "`, `") + "`"
		}
		t = append(t, []string{"`" + k.Name + "`", text})
	}
	return t
}
