// Package scenarios holds the language of tvslab's scenario files, and what
// runs and reports them.
//
// A scenario file is a change plan: a cluster, groups of phones, and steps
// that an administrator could take, with the expected outcome between them.
// Load reads one strictly (package file). Everything it finds wrong is reported
// together, each with file, line, column, the offending text and, where one is
// near, the name that was probably meant. Cells and For turn a scenario with a
// matrix into one plain scenario per release, mode and phone model. Schema
// gives the same rules to editors.
//
// A verb is a row of verbs and a type: its argument, what can be wrong with it,
// what it does, and how it is said; that is why language and runner are one
// package. What a scenario starts with is in package site, what can be expected
// of phones and nodes in package expect. Nothing about trust is decided here:
// that is for packages sim, phone and sim/lab.
package scenarios
