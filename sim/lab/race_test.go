//go:build race

package lab_test

// underRace: the race detector makes sockets and histories many times slower; it looks at a part of them, and the plain run at all.
const underRace = true
