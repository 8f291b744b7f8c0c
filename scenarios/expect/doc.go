// Package expect is what a scenario can expect of phones and nodes. A key is a
// row: its name and sentence, the words it may have, and what is found. The
// decoder, the comparison, the JSON Schema and the tables of
// docs/scenario-language.md follow from the rows.
//
// Expectations are compared with views (PhoneView, NodeView), which whoever
// plays the scenario makes; nothing here asks a lab by itself.
package expect
