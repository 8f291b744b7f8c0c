package trust

import (
	"tvslab/parsed"
	"tvslab/phone/reason"
	"tvslab/trustlist"
)

// Peer decides about the certificate (DER) of a TLS server in a role: RoleAppServer for HTTPS services, RoleCCM,
// RoleCAPF, RoleTFTP for configurations over HTTPS, RoleSRST, RoleTVS. TVS is asked with VERIFY, as far as the role allows.
func (j *Judge) Peer(certificate []byte, role trustlist.Role) Decision {
	d := Decision{File: PeerTLS}
	if role == trustlist.RoleAppServer {
		d.File = PeerHTTPS
	}
	cert, err := parsed.Certificate(certificate)
	if err != nil {
		return d.ruled(refuse(reason.Malformed, err))
	}
	q := peerQuestion(cert, role)
	d.Signer = q.name
	var f found
	f, d.Checks = j.search(q)
	if f.code == "" {
		return d.ruled(refuse(reason.PeerUnknown, nil))
	}
	if q.purpose.dated(j.Rules.Validity) {
		if err := j.checkDates(cert); err != nil {
			return d.ruled(refuse(reason.PeerExpired, err))
		}
	}
	if err := j.checkKey(cert); err != nil {
		return d.ruled(refuse(reason.KeyTooLong, err))
	}
	return d.ruled(accept(f.code))
}
