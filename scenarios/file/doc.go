// Package file reads hand-written YAML files strictly into Go values. What may
// be written is said by the tags of struct fields, or by Keys made otherwise.
// Everything that is wrong is reported together, each problem with line,
// column, the offending text and, where one is near, the name that was probably
// meant. The same keys give the JSON Schema for editors.
//
// It knows nothing of what a file is about: no verb, no setting, no release.
// A type that needs more than tags reads itself (Unmarshaler) and says its own
// schema (Schemer).
package file
