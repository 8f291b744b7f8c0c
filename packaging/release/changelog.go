package release

import (
	"fmt"
	"regexp"
	"strings"
)

// Section is what a changelog in the form of Keep a Changelog says of one version.
type Section struct {
	Version string // or "Unreleased"
	Date    string // YYYY-MM-DD, "" of what is not released
	Text    string // Markdown, without the heading
}

var heading = regexp.MustCompile(`^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?\s*$`)

// Cut finds the section of a release: that of its version if it is tagged, else what is not released yet. A tag without a section is
// an error, and so is a section without a line or a date.
func Cut(changelog string, r Release) (Section, error) {
	want := "Unreleased"
	if r.Tagged {
		want = r.Version
	}
	var known []string
	for _, s := range sections(changelog) {
		known = append(known, s.Version)
		if s.Version != want {
			continue
		}
		if r.Tagged && (s.Date == "" || s.Text == "") {
			return s, fmt.Errorf("changelog: section [%s] has no date or no text: ## [%s] - YYYY-MM-DD", want, want)
		}
		return s, nil
	}
	return Section{}, fmt.Errorf("changelog: no section [%s]; it has %s", want, strings.Join(known, ", "))
}

// sections are all of them in the order of the file, which is newest first.
func sections(changelog string) (list []Section) {
	var text []string
	end := func() {
		if len(list) > 0 {
			list[len(list)-1].Text = strings.TrimSpace(strings.Join(text, "\n"))
		}
		text = nil
	}
	for line := range strings.Lines(changelog) {
		line = strings.TrimRight(line, "\n")
		if m := heading.FindStringSubmatch(line); m != nil {
			end()
			list = append(list, Section{Version: m[1], Date: m[2]})
			continue
		}
		text = append(text, line)
	}
	end()
	return list
}

var link = regexp.MustCompile(`\[([^\]]+)\]\([^)]*\)`)

// Notes are the points of a section as plain text, one string each, with the heading that they stand below in front: "Labs in folders: ...".
func (s Section) Notes() (notes []string) {
	about, point := "", false
	for line := range strings.Lines(s.Text) {
		line = strings.TrimRight(line, "\n")
		trimmed := plain(strings.TrimSpace(line))
		switch {
		case trimmed == "":
			point = false
		case strings.HasPrefix(line, "#"):
			about, point = "", false
		case strings.HasPrefix(line, "- "):
			notes, point = append(notes, about+strings.TrimPrefix(trimmed, "- ")), true
		case strings.HasPrefix(line, " ") && point:
			notes[len(notes)-1] += " " + trimmed
		default:
			about, point = strings.TrimSuffix(trimmed, ":")+": ", false
		}
	}
	return notes
}

// plain is Markdown without links and marks.
func plain(text string) string {
	return strings.NewReplacer("`", "", "**", "").Replace(link.ReplaceAllString(text, "$1"))
}
