package admincli

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// logsNamed returns the logs among the files that the first argument names, at least one.
func (s *session) logsNamed(verb string) ([]nodeFile, error) {
	found, err := s.need(verb, "activelog")
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(f nodeFile) bool { return f.text == nil })
	if len(found) == 0 {
		return nil, fmt.Errorf("file %s activelog %s: the file is binary; use `show ctl` or `show itl`", verb, s.args[0])
	}
	return found, nil
}

// tailLines is how many lines `file tail` prints (recalled).
const tailLines = 10

// tailFile is `file tail activelog`: the last lines of a log. CUCM's goes on with what is written until Ctrl-C; here nothing is while a
// command runs.
func tailFile(s *session) error {
	found, err := s.logsNamed("tail")
	if err != nil {
		return err
	}
	lines := found[0].text()
	s.print(joined(lines[max(0, len(lines)-tailLines):]))
	return nil
}

// activePath is where activelog is on a node's disk.
const activePath = "/var/log/active/"

// searchFiles is `file search activelog`: the lines of logs that match a regular expression. The lines around them are recalled.
func searchFiles(s *session) error {
	expression := strings.Trim(s.args[1], `"`)
	if s.arg(2) != "" {
		expression = "(?i)" + expression
	}
	match, err := regexp.Compile(expression)
	if err != nil {
		return fmt.Errorf("file search activelog: %q is no regular expression", s.args[1])
	}
	found, err := s.logsNamed("search")
	if err != nil {
		return err
	}
	s.printf("Searching path: %s%s\n", activePath, strings.TrimPrefix(s.args[0], "/"))
	for _, f := range found {
		s.printf("Searching file: %s%s\n", activePath, f.path)
		for _, line := range f.text() {
			if match.MatchString(line) {
				s.printf("%s\n", line)
			}
		}
	}
	s.print("Search completed\n")
	return nil
}
