//go:build race

package cli_test

// underRace: the race detector makes programs many times slower; it looks at a third of those with servers, and the plain run at all.
const underRace = true
