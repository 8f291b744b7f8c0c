package content

import "bytes"

// verification is the outcome of one signature check.
type verification struct {
	certificate []byte // DER, shared with the list or answer it came from
	err         error
}

// maxVerifications bounds what one file remembers; a cluster has a handful of
// signers.
const maxVerifications = 64

func (f *File) recall(der []byte) (err error, known bool) {
	for i := range f.verified {
		if bytes.Equal(f.verified[i].certificate, der) {
			return f.verified[i].err, true
		}
	}
	return nil, false
}

func (f *File) remember(der []byte, err error) error {
	if len(f.verified) == maxVerifications {
		f.verified = f.verified[1:]
	}
	f.verified = append(f.verified, verification{certificate: der, err: err})
	return err
}
