// Package keypad is the keys of phones and the menus that they walk: what the screen shows after each key, and what a person does in
// the end, such as erasing trust lists. A menu is rows (trees.go), one tree for models that are alike; models of which no source says
// how lists are deleted have no such entry.
//
// The package changes no phone: a key that does something returns an [Act]. A [Pad] is not safe for concurrent use.
//
// Sources: the key sequences of public programs that delete trust lists (levensailor/py-cisco-cti-remote, pavelekshin/ciscoipphone-remote-control,
// two scripts and a web tool without a name), Cisco's development notes for phone services (names of keys, what becomes of a key that
// a phone does not have), the paths of package phone (Model.ByHand). Sequences differ by firmware; where two lead to the same deed on one
// model, the menu takes both. docs/phones-web.md tells which numbers are known and which are guesses.
package keypad
