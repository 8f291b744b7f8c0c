package phone

import (
	"crypto/x509"
	"fmt"
	"time"

	"tvslab/phone/content"
	"tvslab/trustlist"
)

// The roles of signers. A list is signed by a SAST, other files by a TFTP
// server (tech note 116232, usecallmanager.nz).
var (
	listSigners   = []trustlist.Role{trustlist.RoleSAST}
	configSigners = []trustlist.Role{trustlist.RoleCCMTFTP, trustlist.RoleTFTP}
)

// judgeList decides about a served CTL or ITL against what is stored now.
// Nothing is stored here.
func (b *boot) judgeList(which Lists, got fetched) Decision {
	d := Decision{File: which.String(), Name: got.name, Server: got.server}
	switch {
	case got.code != "":
		d.refuse(got.code, got.err)
	case b.stored(which) != nil && b.sameAsStored(which, got.file):
		d.accept(Identical)
	default:
		b.judgeNewList(&d, which, got.file)
	}
	return d
}

func (b *boot) stored(which Lists) *content.File {
	if which == CTL {
		return b.State.CTL
	}
	return b.State.ITL
}

func (b *boot) sameAsStored(which Lists, f *content.File) bool {
	stored := b.stored(which)
	return stored == f || stored.Size() == f.Size() && stored.Same(f)
}

// judgeNewList checks the form, then the signer.
func (b *boot) judgeNewList(d *Decision, which Lists, f *content.File) {
	if size := f.Size(); size > maxList {
		d.refuse(TooLarge, fmt.Errorf("%d bytes, at most %d", size, maxList))
		return
	}
	l, err := f.List()
	if err != nil {
		d.refuse(Malformed, err)
		return
	}
	d.Signer = Signer(&l.Header)
	if l.Header.Digest == trustlist.DigestSHA512 && !b.Model.SHA512 {
		d.refuse(DigestNotSupported, nil)
		return
	}
	if code := b.freePass(d, which); code != "" {
		b.acceptUnknown(d, f, code)
		return
	}
	b.judgeListSigner(d, which, f, l)
}

// freePass applies T0: a phone without lists takes the first one, a phone
// with a blank ITL and no CTL any. With a CTL beside the blank ITL sources
// differ; Settings.BlankITLWithCTL decides. A CTL of a cluster put back to
// non-secure names no server and holds no ITL back: such phones can be moved
// (tech note 221657).
func (b *boot) freePass(d *Decision, which Lists) Code {
	check := Check{Step: StepNone, Place: placePhone, Code: ListStored}
	var pass Code
	switch blank := b.blankITL(); {
	case b.State.CTL == nil && b.State.ITL == nil:
		check.Code, pass = NoList, FirstList
	case blank && (b.State.CTL == nil || which == ITL && !b.ctlDecides()):
		check.Code, pass = ITLBlank, BlankList
	}
	d.add(check)
	return pass
}

// ctlDecides reports whether the stored CTL has a say about an ITL that follows a blank one.
func (b *boot) ctlDecides() bool {
	ctl := b.State.CTL
	return b.settings().BlankITLWithCTL == BlankCTLDecides && (ctl.NamesTFTP() || ctl.NamesCallManager())
}

func (b *boot) blankITL() bool { return b.State.ITL.Blank() }

// acceptUnknown takes a list from an unknown signer if it is consistent in
// itself.
func (b *boot) acceptUnknown(d *Decision, f *content.File, code Code) {
	switch signer, err := f.VerifiedByItself(); {
	case !signer:
		d.refuse(Malformed, err)
	case err != nil:
		d.refuse(BadSignature, err)
	default:
		d.accept(code)
	}
}

func (b *boot) judgeListSigner(d *Decision, which Lists, f *content.File, l *trustlist.List) {
	q := question{header: &l.Header, ctlRoles: listSigners, itlRoles: listSigners, tvs: b.settings().TVSForListSigners}
	if which == ITL {
		q.ctlRoles = b.settings().itlSignersInCTL()
	}
	b.judgeSigner(d, &q, f)
	if d.Accepted && which == ITL && b.tooOld(l) {
		d.refuse(OlderThanStored, nil)
	}
}

func (s *Settings) itlSignersInCTL() []trustlist.Role {
	roles := make([]trustlist.Role, 0, len(s.ITLSignerRolesInCTL))
	for _, name := range s.ITLSignerRolesInCTL {
		if role, ok := signerRoles[name]; ok {
			roles = append(roles, role)
		}
	}
	return roles
}

// tooOld applies Settings.ITLOlderThanStored.
func (b *boot) tooOld(l *trustlist.List) bool {
	if b.State.ITL == nil || b.settings().ITLOlderThanStored != OlderReject {
		return false
	}
	stored, err := b.State.ITL.List()
	return err == nil && l.Header.Timestamp.Before(stored.Header.Timestamp)
}

// judgeSigner looks for the signer of a list or configuration and verifies the
// signature with the certificate found.
func (b *boot) judgeSigner(d *Decision, q *question, f *content.File) {
	found := b.search(d, q)
	if found.code == "" {
		d.refuse(SignerUnknown, nil)
		return
	}
	if err := b.checkDates(found); err != nil {
		d.refuse(SignerExpired, err)
		return
	}
	if err := b.checkSignerKey(found); err != nil {
		d.refuse(KeyTooLong, err)
		return
	}
	if err := found.verifies(f); err != nil {
		d.refuse(BadSignature, err)
		return
	}
	d.accept(found.code)
}

// verifies checks the file's signature with the found certificate.
func (f found) verifies(file *content.File) error {
	if f.certificate != nil {
		return file.VerifiedBy(f.certificate)
	}
	return file.VerifiedByDER(f.der)
}

// checkDates applies Settings.CheckSignerValidityDates.
func (b *boot) checkDates(f found) error {
	if !b.settings().CheckSignerValidityDates {
		return nil
	}
	cert := f.certificate
	if cert == nil {
		var err error
		if cert, err = x509.ParseCertificate(f.der); err != nil {
			return fmt.Errorf("certificate of the signer: %w", err)
		}
	}
	if now := b.now(); now.Before(cert.NotBefore) || now.After(cert.NotAfter) {
		return fmt.Errorf("certificate is valid from %s to %s, now is %s",
			cert.NotBefore.Format(time.RFC3339), cert.NotAfter.Format(time.RFC3339), now.Format(time.RFC3339))
	}
	return nil
}
