package main

import (
	"strconv"
	"strings"

	"tvslab/twin/roster"
)

// listHeaders is a row for each column that lists and pages of phones may have.
func listHeaders() table {
	t := table{{"what", "called", "values", "in"}}
	for _, h := range roster.Headers() {
		called := strings.Join(h.Words, ", ")
		if h.Most > 0 {
			called += "; with a number, 1 to " + strconv.Itoa(h.Most)
		}
		where := "lists, pages"
		if !h.Pages {
			where = "lists"
		} else if !h.Lists {
			where = "pages"
		}
		t = append(t, []string{h.Means, called, orDash(h.Values), where})
	}
	return t
}
