//go:build !race

package explore_test

// underRace: the race detector makes searches ten times slower; it looks at some of them.
const underRace = false
