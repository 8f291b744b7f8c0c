package edit

import (
	"slices"
	"strings"
)

// Set returns the file with another value of a top-level key, which is written as after the colon: in the place of the old one, or before
// the steps. An empty value takes the key out.
func (f *File) Set(key, text string) *File {
	other := *f
	var line []string
	if text != "" {
		line = strings.Split(key+": "+text, "\n")
	}
	for _, part := range []*[]string{&other.head, &other.tail} {
		if from, to := extent(*part, key); from < to {
			*part = slices.Concat((*part)[:from], line, (*part)[to:])
			return &other
		}
	}
	at, _ := extent(other.head, keySteps)
	other.head = slices.Concat(other.head[:at], line, other.head[at:])
	return &other
}

// extent returns the lines of a top-level key, without the comments and blank lines between it and the next; none where it is not there.
func extent(all []string, key string) (from, to int) {
	from = slices.IndexFunc(all, func(line string) bool { return strings.HasPrefix(line, key+":") })
	if from < 0 {
		return 0, 0
	}
	to = from + 1
	for i := to; i < len(all) && (strings.TrimSpace(all[i]) == "" || indentation(all[i]) != "" || comment(all[i])); i++ {
		if indentation(all[i]) != "" && strings.TrimSpace(all[i]) != "" {
			to = i + 1
		}
	}
	return from, to
}
