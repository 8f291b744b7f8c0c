// Package phone is one IP phone as far as trust is concerned: what it has
// stored (CTL, ITL, last accepted configuration, TVS cache), how it boots, and
// how it decides which files and servers to believe.
//
// It is not a network client: files, TVS answers and registrations come
// through the Network interface, over sockets or from a cluster in memory. It
// has no goroutines, no wall clock and no randomness; the same stored state
// and the same answers always give the same decisions. It does not play audio
// or fetch auxiliary files.
//
// The facts come from Cisco's Security Guides (12.5, 14), the phone
// administration guides (8800, 7832, 7906, 7961), the tech notes 116232,
// 117598, 118699, 213407, 214528, 214535 and 221657, the document on
// tokenless CTL files, and usecallmanager.nz. What none of them states is a
// field of Settings with a default marked as a guess.
package phone
