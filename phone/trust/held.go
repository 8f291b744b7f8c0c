package trust

import (
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/tvs"
)

// List is one of the two trust lists of a phone, and its place in arrays of both.
type List int

// The trust lists, in the order in which phones fetch them.
const (
	CTL List = iota
	ITL
)

// Lists are both.
var Lists = [...]List{CTL, ITL}

// String returns "CTL" or "ITL".
func (l List) String() string { return [...]string{FileCTL, FileITL}[l] }

// Held is what a phone has stored, as far as it decides whom to believe.
type Held struct {
	Lists      [len(Lists)]*content.File // by List; nil when none is stored
	TVSRecords *content.File             // ITL that authenticates TVS servers: the one from before the boot (tech note 213407)
	Cache      Cache                     // answers of TVS
	Config     *content.Config           // last accepted one, which names the TVS servers; nil when none
}

// Nothing reports whether no list is stored.
func (h *Held) Nothing() bool { return h.Lists == [len(Lists)]*content.File{} }

// Blank reports whether the stored ITL is the empty one of the rollback parameter.
func (h *Held) Blank() bool { return h.Lists[ITL].Blank() }

// CTLDecides reports whether the stored CTL has a say about an ITL that follows a blank one. Sources differ about a CTL
// beside a blank ITL; Rules.BlankITLAcceptsAny is the choice. A CTL of a cluster put back to non-secure names no server and
// holds no ITL back: such phones can be moved (tech note 221657).
func (h *Held) CTLDecides(r *Rules) bool {
	ctl := h.Lists[CTL]
	return !r.BlankITLAcceptsAny && (ctl.NamesTFTP() || ctl.NamesCallManager())
}

// pass says why a list is taken on its word, "" when its signer must be known: a phone without lists takes the first one,
// a phone with a blank ITL and no CTL any, and any ITL where the CTL beside the blank ITL does not decide.
func (h *Held) pass(which List, r *Rules) reason.Code {
	switch {
	case h.Nothing():
		return reason.FirstList
	case h.Blank() && (h.Lists[CTL] == nil || which == ITL && !h.CTLDecides(r)):
		return reason.BlankList
	}
	return ""
}

// holds reports whether the served list is the stored one, byte for byte.
func (h *Held) holds(which List, served *content.File) bool {
	stored := h.Lists[which]
	return stored != nil && (stored == served || stored.Size() == served.Size() && stored.Same(served))
}

// CheckTVSServer judges the certificate (DER) of a TVS server: only TVS records of the stored ITL count (rule T14).
func (h *Held) CheckTVSServer(certificate []byte) error {
	l, err := h.TVSRecords.List()
	if err != nil {
		return err
	}
	return tvs.CheckServer(l, certificate)
}
