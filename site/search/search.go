// Package search makes the index that pages of the site are searched by: words, and for each the entries that have it. It is a script, not a
// document, so that pages that were opened as files can load it.
package search

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Kind is what an entry is, as a reader is told.
type Kind string

// The kinds.
const (
	Page     Kind = "page"
	Heading  Kind = "section"
	Scenario Kind = "scenario"
	Reason   Kind = "reason"
	Setting  Kind = "setting"
	Command  Kind = "command"
	Lesson   Kind = "lesson"
	Resource Kind = "API"
	Point    Kind = "fidelity"
)

// kinds are all of them, with what a word of their titles weighs: who types a name means what has it for a name.
var kinds = []struct {
	kind   Kind
	weight int
}{{Page, 14}, {Heading, 8}, {Scenario, 11}, {Reason, 15}, {Setting, 13}, {Command, 14}, {Lesson, 12}, {Resource, 9}, {Point, 4}}

// Entry is what can be found.
type Entry struct {
	Kind  Kind
	Title string
	Path  string // below the root of the site, with the place on the page
	About string // a line
	Words string // that lead there, beside those of the title
}

// What words weigh that are not of a title.
const (
	aboutWeight = 3
	wordsWeight = 1
)

// longestAbout is how many letters of a line are shown.
const longestAbout = 110

// Index is the index as a script that assigns it to tvslabSearch. Entries are kind, title, address, line; the entries of a word are pairs of the
// distance from the one before and a weight.
func Index(entries []Entry) ([]byte, error) {
	type document struct {
		Kinds   []string `json:"kinds"`
		Entries [][4]any `json:"entries"`
		Words   []string `json:"words"`
		In      [][]int  `json:"in"`
	}
	var d document
	for _, k := range kinds {
		d.Kinds = append(d.Kinds, string(k.kind))
	}
	found := map[string][]int{}
	for i, e := range entries {
		at := slices.IndexFunc(kinds, func(row struct {
			kind   Kind
			weight int
		}) bool {
			return row.kind == e.Kind
		})
		if at < 0 {
			return nil, fmt.Errorf("search: %q is no kind of entry", e.Kind)
		}
		d.Entries = append(d.Entries, [4]any{at, e.Title, e.Path, shortened(e.About)})
		for word, weight := range e.weights(kinds[at].weight) {
			found[word] = append(found[word], i, weight)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(found)) {
		d.Words = append(d.Words, word)
		d.In = append(d.In, distances(found[word]))
	}
	var b bytes.Buffer
	b.WriteString("window.tvslabSearch = ")
	write := json.NewEncoder(&b)
	if err := write.Encode(d); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return b.Bytes(), nil
}

// weights are the words of an entry with what they weigh.
func (e Entry) weights(ofTitle int) map[string]int {
	all := map[string]int{}
	for _, part := range []struct {
		text   string
		weight int
	}{{e.Words, wordsWeight}, {e.About, aboutWeight}, {e.Title, ofTitle}} {
		for _, word := range Words(part.text) {
			all[word] = max(all[word], part.weight)
		}
	}
	return all
}

// distances has for each entry how far it is from the one before.
func distances(pairs []int) []int {
	list := slices.Clone(pairs)
	for i := len(list) - 2; i >= 2; i -= 2 {
		list[i] -= list[i-2]
	}
	return list
}

// Words are those of a text in small letters, as they are searched: letters and digits without a break. site.js does the same with what is typed.
func Words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

func shortened(text string) string {
	letters := []rune(text)
	if len(letters) <= longestAbout {
		return text
	}
	return strings.TrimSpace(string(letters[:longestAbout])) + "…"
}
