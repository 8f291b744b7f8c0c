package setting

// Basis says on what a value rests. The basis of something with several values is that of the weakest.
type Basis string

// The kinds of basis, as docs/fidelity.md explains them, the strongest first.
const (
	Document   Basis = "document"             // stated in a Cisco document, or in a log or dump printed in one
	File       Basis = "file"                 // read in files or output made by a real CUCM
	Other      Basis = "other implementation" // from usecallmanager.nz
	Recalled   Basis = "recalled"             // known from a document that could not be read again
	Inferred   Basis = "inferred"             // follows from other facts
	Guess      Basis = "guess"                // nothing was found, or sources disagree; a default was chosen
	Simplified Basis = "simplified"           // known to be otherwise, or richer, in reality
)

// Known reports whether b is one of the kinds.
func (b Basis) Known() bool {
	switch b {
	case Document, File, Other, Recalled, Inferred, Guess, Simplified:
		return true
	}
	return false
}
