// Package plan plays a change plan and says what comes of it: after each step where the phones of every group stand and what the step
// did to the cluster, and over all of them a verdict.
//
// Make returns a Report, which is plain data: its JSON form is documented in docs/json.md, and package plan/write renders it. Nothing
// about trust is decided here; a plan is a scenario (package scenarios) whose steps need not expect anything.
package plan
