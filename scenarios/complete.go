package scenarios

import (
	"reflect"
	"slices"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Known are names that steps speak of in a lab.
type Known struct{ Phones, Nodes, Systems []string }

// CompleteStep returns what may stand in the place of the last, unfinished word of a step on its way, sorted: a verb with its colon, a key of
// its mapping, one of the words that a value has, a name. It knows nothing of what is deeper, and proposes nothing there.
func CompleteStep(text string, known Known) []string {
	verb, rest, begun := strings.Cut(text, ":")
	if !begun {
		return beginning(verbNames(), text, ":")
	}
	row := verbNamed(strings.TrimSpace(verb))
	if row == nil || row.name == verbExpect || !strings.HasPrefix(rest, " ") {
		return nil
	}
	at := placeIn(rest)
	if at.depth > 1 {
		return nil
	}
	keys := file.KeysOf(reflect.TypeOf(row.new()).Elem())
	if at.depth == 1 && at.key == "" {
		return beginning(keys.Names(), at.word, ":")
	}
	return beginning(known.values(row, keys, at.key), at.word, "")
}

// verbNames are the verbs that people do in a lab.
func verbNames() (names []string) {
	for i := range verbs {
		if verbs[i].name != verbExpect {
			names = append(names, verbs[i].name)
		}
	}
	return names
}

// beginning returns the words that begin like this one, with something behind each.
func beginning(words []string, begun, behind string) (list []string) {
	for _, w := range words {
		if strings.HasPrefix(w, begun) {
			list = append(list, w+behind)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// place is where an argument ends so far.
type place struct {
	depth int    // of mappings
	key   string // whose value is being written, "" for a key
	word  string // unfinished
}

// placeIn reads an argument on its way, as far as flow style goes.
func placeIn(text string) (at place) {
	var lists int
	for _, c := range text {
		switch {
		case c == '{':
			at.depth++
			at.key, at.word = "", ""
		case c == '}':
			at.depth--
			at.word = ""
		case c == '[':
			lists++
			at.word = ""
		case c == ']':
			lists--
			at.word = ""
		case c == ',':
			if at.word = ""; lists == 0 {
				at.key = ""
			}
		case c == ':':
			at.key, at.word = at.word, ""
		case c == ' ' && at.word == "", c == '"':
		default:
			at.word += string(c)
		}
	}
	return at
}

// values are what the value of a key may be, or the argument itself where there is no key.
func (k Known) values(row *verbRow, keys file.Keys, name string) []string {
	if name == "" {
		if words := file.NewKey(row.name, "", reflect.TypeOf(row.new()).Elem()).Words; len(words) > 0 {
			return words
		}
		if names := k.named(row.argument); names != nil {
			return names
		}
		if len(keys) > 0 {
			return []string{"{"}
		}
		return nil
	}
	key, _ := keys.Find(name)
	switch {
	case len(key.Words) > 0:
		return key.Words
	case len(key.Listed) > 0:
		return key.Listed
	}
	return k.named(name)
}

// named are the names that a key or an argument has.
func (k Known) named(what string) []string {
	switch what {
	case "phones":
		return append([]string{"all"}, k.Phones...)
	case "node", "nodes", "a node", "on":
		return append([]string{"all"}, k.Nodes...)
	case "systems", "system":
		return k.Systems
	case "service":
		return sim.ServiceNames()
	case "certificate", "store":
		return storeNames()
	}
	return nil
}

func storeNames() (names []string) {
	for _, s := range cucm.Stores() {
		names = append(names, string(s))
	}
	return names
}
