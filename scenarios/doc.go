// Package scenarios holds the language of tvslab's scenario files, the
// library of scenarios that is embedded in the program, and what runs and
// reports them.
//
// A scenario file is a change plan: a cluster, groups of phones, and steps
// that an administrator could take, with the expected outcome between them.
// Load reads one strictly. Everything it finds wrong is reported together,
// each with file, line, column, the offending text and, where one is near,
// the name that was probably meant. Cells and For turn a scenario with a
// matrix into one plain scenario per release, mode and phone model. Schema
// gives the same rules to editors.
//
// The language half knows names and shapes only. What a phone model, a
// service or a command is, the runner tells it through a Checker; nothing
// about trust is decided here. Release names come from package sim; the
// roles, modes and limits are those of the CUCM security guides (the
// tokenless CTL from release 10.0, no USB tokens from 14SU3).
package scenarios
