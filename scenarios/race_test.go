//go:build race

package scenarios_test

// underRace: the race detector makes playing many times slower, and what differs between the releases of a scenario is
// data. It looks at a part of the cells; the plain run plays all.
const underRace = true
