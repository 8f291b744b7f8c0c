package mark

import (
	"regexp"
	"strings"
	"sync"

	"tvslab/lesson"
)

var patterns sync.Map // text of the expression -> *regexp.Regexp

func compiled(text string) *regexp.Regexp {
	if known, ok := patterns.Load(text); ok {
		return known.(*regexp.Regexp)
	}
	re := regexp.MustCompile(text) // of quoted parts: cannot fail
	patterns.Store(text, re)
	return re
}

// within finds a pattern anywhere in a text.
func within(p lesson.Pattern) *regexp.Regexp { return compiled("(?is)" + quoted(string(p))) }

// whole is a text with single blanks that is the pattern as a whole.
func whole(p lesson.Pattern) *regexp.Regexp {
	return compiled("(?is)^" + quoted(strings.Join(strings.Fields(string(p)), " ")) + "$")
}

// quoted is the expression of a pattern, in which * stands for anything.
func quoted(p string) string {
	parts := strings.Split(p, "*")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return strings.Join(parts, ".*")
}
