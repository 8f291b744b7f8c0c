package annotate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
)

// gitlabWords are GitLab's severities by ours. "blocker" and "critical" look alike in the widget; "info" is not worth a mark of its own.
var gitlabWords = map[Severity]string{Error: "critical", Warning: "minor", Notice: "info"}

// gitlabIssue is an element of a Code Quality report.
type gitlabIssue struct {
	Description string         `json:"description"`
	Check       string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// writeGitLab writes one array. A line has to be named: what has none is at the first.
func writeGitLab(w io.Writer, notes []Note, _ Tool) error {
	list := make([]gitlabIssue, 0, len(notes))
	prints := newPrints()
	for _, n := range notes {
		list = append(list, gitlabIssue{Description: n.whole(), Check: n.Rule, Fingerprint: prints.of(n), Severity: gitlabWords[n.Severity],
			Location: gitlabLocation{n.File, gitlabLines{max(n.Line, 1)}}})
	}
	return writeJSON(w, list)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// prints give each note of a report a name of its own by which it is known in the next report, though its line be another.
type prints map[string]int

func newPrints() prints { return prints{} }

func (p prints) of(n Note) string {
	key := n.Rule + "\x00" + n.File + "\x00" + n.Title
	p[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, p[key]))
	return hex.EncodeToString(sum[:16])
}
