package library

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed new.yaml.tmpl
var template string

// New gives a commented scenario file to start from, titled after name. It
// loads, and its expectations hold.
func New(name string) []byte {
	title := strings.Join(strings.Fields(name), " ")
	if title == "" {
		title = "A new scenario"
	}
	return []byte(strings.Replace(template, "@TITLE@", strconv.Quote(title), 1))
}
