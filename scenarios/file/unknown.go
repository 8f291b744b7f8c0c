package file

import (
	"cmp"
	"fmt"
	"strings"

	"tvslab/spelling"
)

// Unknown is the error for a name that is not among the known ones. A
// check returns it (Report.Said), so that the report can name the nearest known name.
type Unknown struct {
	What  string   // what the name should be, e.g. "model"
	Name  string   // as written
	Known []string // every valid name
	Meant string   // the valid name that it is another word for, or ""
}

// Error says what is unknown, and the nearest name when one is near.
func (u *Unknown) Error() string {
	text := fmt.Sprintf("unknown %s %q", u.What, u.Name)
	if hint := u.Hint(); hint != "" {
		text += "; " + hint
	}
	return text
}

// Hint proposes the nearest known name, or lists the names when they are
// few; "" when neither helps.
func (u *Unknown) Hint() string {
	if near := cmp.Or(u.Meant, spelling.Nearest(u.Name, u.Known)); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(u.Known) == 0 || len(u.Known) > 24 {
		return ""
	}
	return "known: " + strings.Join(u.Known, ", ")
}
