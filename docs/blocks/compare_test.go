package blocks_test

import (
	"fmt"
	"regexp"
	"strings"
)

// elided stands in a page for lines that it leaves out.
const elided = "..."

// compare says where what a page shows is not what is printed.
func (r *rows) compare(shown []string, printed string, used func(*row)) error {
	lines := r.plain(strings.Split(strings.TrimRight(printed, "\n"), "\n"), used)
	rest, anywhere := lines, false
	for _, part := range parts(r.plain(shown, used)) {
		at := index(rest, part, anywhere)
		if at < 0 {
			return fmt.Errorf("the page shows\n%s\nwhich is not printed here:\n%s", indented(part), indented(rest))
		}
		rest, anywhere = rest[at+len(part):], true
	}
	if !strings.HasSuffix(strings.TrimSpace(strings.Join(shown, "\n")), elided) && len(rest) > 0 {
		return fmt.Errorf("the page does not show, or elide by %q, what is printed at the end:\n%s", elided, indented(rest))
	}
	return nil
}

// plain gives lines without what varies, and without blanks at their ends.
func (r *rows) plain(lines []string, used func(*row)) (list []string) {
	for _, line := range lines {
		line = strings.TrimRight(line, " \r")
		for _, w := range r.Varies {
			if bare := regexp.MustCompile(w.Find).ReplaceAllString(line, "~"); bare != line {
				used(w)
				line = bare
			}
		}
		list = append(list, line)
	}
	for len(list) > 0 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}

// parts are what stands between elisions.
func parts(shown []string) (list [][]string) {
	list = [][]string{nil}
	for _, line := range shown {
		if strings.TrimSpace(line) == elided {
			list = append(list, nil)
			continue
		}
		list[len(list)-1] = append(list[len(list)-1], line)
	}
	for i, part := range list {
		list[i] = strings.Split(strings.Trim(strings.Join(part, "\n"), "\n"), "\n")
		if len(part) == 0 {
			list[i] = nil
		}
	}
	return list
}

// index is where a part begins among lines: at their beginning, or anywhere.
func index(lines, part []string, anywhere bool) int {
	for at := 0; at+len(part) <= len(lines); at++ {
		if strings.Join(lines[at:at+len(part)], "\n") == strings.Join(part, "\n") {
			return at
		}
		if !anywhere && strings.TrimSpace(lines[at]) != "" {
			break
		}
	}
	return -1
}

func indented(lines []string) string { return "    " + strings.Join(lines, "\n    ") }
