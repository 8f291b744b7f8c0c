package trust

import (
	"fmt"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/trustlist"
)

// List decides about a served CTL or ITL against what is held.
func (j *Judge) List(which List, served *content.File) Decision {
	d := Decision{File: which.String()}
	if j.Held.holds(which, served) {
		return d.ruled(accept(reason.Identical))
	}
	if size := served.Size(); size > maxList {
		return d.ruled(refuse(reason.TooLarge, fmt.Errorf("%d bytes, at most %d", size, maxList)))
	}
	l, err := served.List()
	if err != nil {
		return d.ruled(refuse(reason.Malformed, err))
	}
	d.Signer = Signer(&l.Header)
	if !j.reads(&l.Header) {
		return d.ruled(refuse(reason.DigestNotSupported, nil))
	}
	var r ruling
	q := signerQuestion(&l.Header, d.Signer, &listPurposes[which], which)
	r, d.Checks = j.signedFile(q.verified(j.Rules, l), served)
	if which == ITL && r.accepted && j.tooOld(l) {
		r = refuse(reason.OlderThanStored, nil)
	}
	return d.ruled(r)
}

// reads reports whether the model can verify the digest of a signature.
func (j *Judge) reads(h *trustlist.Header) bool {
	return h.Digest != trustlist.DigestSHA512 || j.Rules.SHA512
}

// tooOld applies Rules.RefuseOlderITL to an ITL that was not taken on its word.
func (j *Judge) tooOld(l *trustlist.List) bool {
	if !j.Rules.RefuseOlderITL || j.Held.pass(ITL, j.Rules) != "" {
		return false
	}
	stored, err := j.Held.Lists[ITL].List()
	return err == nil && l.Header.Timestamp.Before(stored.Header.Timestamp)
}
