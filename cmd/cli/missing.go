package cli

import (
	"fmt"
	"io"

	"tvslab/sim/lab/control"
)

// mostMissing is how many files that were not served are printed.
const mostMissing = 20

// writeMissing says what was asked for and not served, nothing where that is nothing.
func writeMissing(w io.Writer, list control.MissingFiles) {
	if len(list.Files) == 0 {
		return
	}
	fmt.Fprintln(w, "tvslab: asked for and not served:")
	for _, f := range list.Files[:min(len(list.Files), mostMissing)] {
		fmt.Fprintf(w, "  %q (%s) at %s, by %s, %s\n", f.Name, f.Kind, f.Node, counted(f.Addresses, "address", "addresses"), counted(f.Times, "time", "times"))
	}
	if more := len(list.Files) - mostMissing; more > 0 {
		fmt.Fprintf(w, "  and %s more; tvslab lab status -o json has all while the lab runs\n", counted(more, "file", "files"))
	}
	if list.Forgotten > 0 {
		fmt.Fprintf(w, "  and %s before, which %s forgotten\n", counted(list.Forgotten, "file", "files"), map[bool]string{true: "was", false: "were"}[list.Forgotten == 1])
	}
}

// counted is a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
