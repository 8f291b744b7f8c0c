package axl

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// anyVersion is what clients name that want to know the version of the node: every release takes it.
const anyVersion = "1.0"

// version is that of a schema of AXL.
type version struct{ major, minor int }

// versions are those that were published, oldest first.
var versions = []version{{6, 0}, {6, 1}, {7, 0}, {7, 1}, {8, 0}, {8, 5}, {9, 0}, {9, 1}, {10, 0}, {10, 5}, {11, 0}, {11, 5}, {12, 0}, {12, 5}, {14, 0}, {15, 0}}

// String is the version as namespaces have it.
func (v version) String() string { return fmt.Sprintf("%d.%d", v.major, v.minor) }

func (v version) compare(other version) int {
	return cmp.Or(cmp.Compare(v.major, other.major), cmp.Compare(v.minor, other.minor))
}

// majors is how many major versions a release takes, its own among them: those of 15 were captured, the others are inferred.
const majors = 3

// supported are the versions that a release takes, by its full version number.
func supported(build string) (list []version) {
	var own version
	if _, err := fmt.Sscanf(build, "%d.%d.", &own.major, &own.minor); err != nil {
		return nil
	}
	var numbers []int // newest first
	for _, v := range slices.Backward(versions) {
		if v.compare(own) > 0 {
			continue
		}
		if !slices.Contains(numbers, v.major) {
			numbers = append(numbers, v.major)
		}
		if len(numbers) <= majors {
			list = append(list, v)
		}
	}
	slices.Reverse(list)
	return list
}

// names writes versions as the refusal lists them: those of a major that has several as 12.x.
func names(list []version) string {
	var words []string
	for i, v := range list {
		switch {
		case i > 0 && list[i-1].major == v.major:
		case slices.ContainsFunc(versions, func(other version) bool { return other.major == v.major && other != v }):
			words = append(words, fmt.Sprintf("%d.x", v.major))
		default:
			words = append(words, v.String())
		}
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// statusVersion is HTTP's answer to a version that the release does not take (captured on 15).
const statusVersion = 599

// refuseVersion answers so, with a page that names the versions in a heading and again after "Message:".
func refuseVersion(w http.ResponseWriter, list []version) {
	says := "Incorrect axl version. Supported axl versions are " + names(list)
	w.Header().Set("Content-Type", "text/html;charset=utf-8")
	w.WriteHeader(statusVersion)
	_, _ = io.WriteString(w, "<html><head><title>Error</title></head><body><h1>HTTP Status 599 - "+says+"</h1><hr/><p><b>Type:</b> Status report</p><p><b>Message:</b> "+
		says+"</p></body></html>")
}
