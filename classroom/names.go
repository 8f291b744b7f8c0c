package classroom

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// MostLearners bounds a class: each lab has a network of loopback addresses of its own, of which there are 250 on a machine.
const MostLearners = 60

// reserved are names that no learner has: they begin addresses of the class's pages.
var reserved = []string{"board", "enter", "leave", "login"}

// learnerName is what a name may be: it is part of addresses, and of names of files.
var learnerName = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$`)

// Numbered names so many learners: learner-01, learner-02.
func Numbered(count int) (names []string) {
	for n := range count {
		names = append(names, fmt.Sprintf("learner-%02d", n+1))
	}
	return names
}

// ParseNames reads names with commas, blanks or line ends between them; what follows # in a line is a note.
func ParseNames(text []byte) (names []string, err error) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		names = append(names, strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })...)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("names: %w", err)
	}
	for i, name := range names {
		names[i] = strings.ToLower(name)
	}
	return names, CheckNames(names)
}

// CheckNames reports the first name that no learner can have, and too many.
func CheckNames(names []string) error {
	switch {
	case len(names) == 0:
		return fmt.Errorf("a class has at least one learner")
	case len(names) > MostLearners:
		return fmt.Errorf("%d learners: a class has at most %d", len(names), MostLearners)
	}
	for i, name := range names {
		switch {
		case !learnerName.MatchString(name):
			return fmt.Errorf("name %q: letters a to z, digits and - within, at most 32: it is part of addresses", name)
		case slices.Contains(reserved, name) || name == Instructor:
			return fmt.Errorf("name %q: the pages of the class need it", name)
		case slices.Contains(names[:i], name):
			return fmt.Errorf("name %q is there twice", name)
		}
	}
	return nil
}
