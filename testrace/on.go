//go:build race

// Package testrace tells tests whether the race detector watches them: it makes what they do many times slower, so that they do a part of it
// then, and all of it in the plain run (docs/decisions/0013).
package testrace

// On reports that the race detector watches.
const On = true
