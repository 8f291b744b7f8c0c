// Package spelling finds the name that was meant among those that there are. What is said about it is the business of who asks.
package spelling

import "strings"

// maxCompared bounds the work for a hostile name, in characters.
const maxCompared = 64

// Nearest gives the known name that name was probably meant to be: the one
// with the fewest edits, at most a third of its length (and at least one
// edit). Case, spaces, "-" and "_" do not count. "" when none is near.
func Nearest(name string, known []string) string {
	plain, best, bestEdits := []rune(Fold(name)), "", 0
	if len(plain) == 0 || len(plain) > maxCompared {
		return ""
	}
	for _, k := range known {
		other := []rune(Fold(k))
		edits := distance(plain, other)
		if edits > max(1, max(len(plain), len(other))/3) || edits >= max(len(plain), len(other)) {
			continue
		}
		if best == "" || edits < bestEdits {
			best, bestEdits = k, edits
		}
	}
	return best
}

// Fold drops what people vary without meaning it: case, spaces, "-" and "_".
func Fold(name string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(name))
}

// distance is the optimal string alignment distance: insertions, deletions,
// substitutions and swaps of neighbours each count one.
func distance(a, b []rune) int {
	before, above := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
