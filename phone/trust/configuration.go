package trust

import (
	"errors"
	"fmt"

	"tvslab/phone/content"
	"tvslab/phone/reason"
)

// ConfigurationOverTLS decides about a configuration that came over HTTPS from a server whose certificate was believed: it carries
// no signature, whatever its name says (usecallmanager.nz).
func (j *Judge) ConfigurationOverTLS(served *content.File) Decision {
	d := j.PlainConfiguration(served)
	if d.Accepted {
		d.Code = reason.SecuredByTLS
	}
	return d
}

// PlainConfiguration decides about a configuration served under a plain name, which must have no signature header in
// front of the XML. A phone asks for one when its lists name no TFTP server.
func (j *Judge) PlainConfiguration(served *content.File) Decision {
	d := Decision{File: FileConfiguration}
	if r := j.checkSize(served); !r.accepted {
		return d.ruled(r)
	}
	if _, err := served.Header(); !errors.Is(err, content.ErrNotSigned) {
		return d.ruled(refuse(reason.Malformed, errors.New("signature header in a file that comes without one")))
	}
	return d.ruled(readable(served, accept(reason.UnsignedAccepted)))
}

// SignedConfiguration decides about a configuration served under a name that ends in .sgn. Of an encrypted one it judges the
// signature only; see [Decision.Opened].
func (j *Judge) SignedConfiguration(served *content.File) Decision {
	d := Decision{File: FileConfiguration}
	if r := j.checkSize(served); !r.accepted {
		return d.ruled(r)
	}
	h, err := served.Header()
	switch {
	case errors.Is(err, content.ErrNotSigned):
		return d.ruled(refuse(reason.NotSigned, nil))
	case err != nil:
		return d.ruled(refuse(reason.Malformed, err))
	}
	d.Signer = Signer(h)
	if !j.reads(h) {
		return d.ruled(refuse(reason.DigestNotSupported, nil))
	}
	var r ruling
	r, d.Checks = j.signedFile(signerQuestion(h, d.Signer, &configPurpose, CTL), served)
	if h.Encryption != nil {
		return d.ruled(r) // what is in it is judged when the phone has decrypted it
	}
	return d.ruled(readable(served, r))
}

// KeyedConfiguration decides about an encrypted configuration on a phone that opens it with a key which was typed in and does not look at
// signatures (security guide 12.5: not all phone types validate them). Whether the key fits is told to [Decision.Opened].
func (j *Judge) KeyedConfiguration(served *content.File) Decision {
	d := Decision{File: FileConfiguration}
	if r := j.checkSize(served); !r.accepted {
		return d.ruled(r)
	}
	h, err := served.Header()
	switch {
	case errors.Is(err, content.ErrNotSigned):
		return d.ruled(refuse(reason.NotSigned, nil))
	case err != nil:
		return d.ruled(refuse(reason.Malformed, err))
	case h.Encryption == nil:
		return d.ruled(refuse(reason.Malformed, errors.New("file is signed but not encrypted")))
	}
	d.Signer = Signer(h)
	return d.ruled(accept(reason.TypedKey))
}

// Opened is a decision to accept an encrypted configuration, once the phone has tried its key: plain is what was in it, nil
// where the phone has no key that fits.
func (d Decision) Opened(plain *content.File) Decision {
	if plain == nil {
		return d.ruled(refuse(reason.NotDecrypted, nil))
	}
	return d.ruled(readable(plain, accept(d.Code)))
}

func (j *Judge) checkSize(served *content.File) ruling {
	if size := served.Size(); size > j.Rules.MaxFile {
		return refuse(reason.TooLarge, fmt.Errorf("%d bytes, at most %d", size, j.Rules.MaxFile))
	}
	return accept("")
}

// readable refuses a file after all that was accepted and is not valid XML.
func readable(served *content.File, r ruling) ruling {
	if !r.accepted {
		return r
	}
	if _, err := served.Config(); err != nil {
		return refuse(reason.ConfigInvalid, err)
	}
	return r
}
