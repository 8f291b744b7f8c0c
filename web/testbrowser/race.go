//go:build race

package testbrowser

// underRace: what a browser does takes most of the time of such a test, and servers that are looked at by the race detector answer to other
// tests.
const underRace = true
