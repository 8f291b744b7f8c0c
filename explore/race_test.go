//go:build race

package explore_test

// raced says that the race detector runs, which makes tests ten times slower.
const raced = true
