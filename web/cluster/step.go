package cluster

import (
	"encoding/json"
	"regexp"
	"strings"
)

// argument is what is written after a verb, in the order of the form: keys with values, or a value alone.
type argument struct {
	pairs []pair
	alone bool // the only value stands without its key
}

type pair struct {
	key    string
	values []string
	plain  bool // a number or a truth value, which is written as it is
	list   bool // written as a list, though it has one value
}

// String writes the argument in the flow style of YAML.
func (a argument) String() string {
	if a.alone && len(a.pairs) == 1 {
		return a.pairs[0].text()
	}
	parts := make([]string, len(a.pairs))
	for i, p := range a.pairs {
		parts[i] = quoted(p.key) + ": " + p.text()
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (p pair) text() string {
	if p.plain {
		return p.values[0]
	}
	words := make([]string, len(p.values))
	for i, v := range p.values {
		words[i] = quoted(v)
	}
	if len(words) == 1 && !p.list {
		return words[0]
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// stepOf writes a step; cluster is one of other-clusters, "" for none.
func stepOf(verb string, a argument, cluster string) string {
	text := verb + ": " + a.String()
	if cluster != "" {
		return "{" + text + ", cluster: " + quoted(cluster) + "}"
	}
	return text
}

// plainWord are texts that YAML takes for themselves in flow style; numbers, truth values and nothing are others.
var (
	plainWord = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9 ._/*-]*[A-Za-z0-9*]$|^[A-Za-z]$`)
	otherWord = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|y|n|null|inf|nan)$`)
)

// quoted writes a text so that YAML reads it as that text.
func quoted(text string) string {
	if plainWord.MatchString(text) && !otherWord.MatchString(text) {
		return text
	}
	data, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(data)
}
