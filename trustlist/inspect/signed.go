package inspect

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tvslab/trustlist"
)

func examineSigned(data []byte, o Options) (*File, error) {
	file, err := trustlist.ParseSigned(data, o.mode())
	if err != nil {
		return nil, err
	}
	f := &File{Kind: Signed, Header: headerOf(&file.Header), Payload: len(file.Payload)}
	plain := file.Payload
	if file.Encrypted() {
		f.Kind, plain = Encrypted, nil
	}
	switch {
	case o.Signer == nil:
		f.Problem = "signature not checked: name the signer's certificate with --signer (its serial is " + f.Header.Serial + ")"
	case o.Key != nil && file.Encrypted():
		plain = f.decrypt(file, o)
	default:
		f.judgeSigned(file, o.Signer)
	}
	f.print = func(w io.Writer) error { return f.writeSigned(w, plain) }
	return f, nil
}

// judgeSigned checks the signature; where it is wrong it says whether the header names another signer at all.
func (f *File) judgeSigned(file *trustlist.SignedFile, signer *x509.Certificate) {
	f.judge(file.VerifyWith(signer.PublicKey))
	f.nameOther(signer)
}

// nameOther says so where a signature does not verify and the header names another certificate than was given.
func (f *File) nameOther(signer *x509.Certificate) {
	if given := hexPairs(signer.SerialNumber.Bytes()); !f.Verified && given != strings.TrimPrefix(f.Header.Serial, "00:") {
		f.Problem += "; --signer is another certificate: its serial is " + given + ", and the file names " + f.Header.Serial
	}
}

// decrypt returns the plain file, nil where the signature or the key is wrong.
func (f *File) decrypt(file *trustlist.SignedFile, o Options) []byte {
	f.judgeSigned(file, o.Signer)
	if !f.Verified {
		return nil
	}
	plain, err := file.Decrypt(o.Signer.PublicKey, o.Key)
	if err != nil {
		f.Problem = err.Error()
		return nil
	}
	f.Decrypted = len(plain)
	return plain
}

// writeSigned prints the header, and the plain file where there is one that a terminal can show.
func (f *File) writeSigned(w io.Writer, plain []byte) error {
	h := f.Header
	fmt.Fprintf(w, "%s %s, %d bytes: header %d, payload %d\n", f.Kind, Clean(h.FileName), f.Size, h.Length, f.Payload)
	fmt.Fprintf(w, "Version:\t%s\nSigner:\t\t%s\nIssuer:\t\t%s\nSerial:\t\t%s\nSignature:\tRSA %d, %s\n",
		h.Version, Clean(h.Signer), Clean(h.Issuer), h.Serial, h.KeyBits, h.Digest)
	if h.Timestamp != nil {
		fmt.Fprintf(w, "Signed at:\t%s\n", h.Timestamp.Format(time.RFC1123))
	}
	if f.Verified {
		fmt.Fprintln(w, "The signature verifies.")
	}
	if f.Decrypted > 0 {
		fmt.Fprintf(w, "Decrypted with the key of the device: %d bytes.\n", f.Decrypted)
	}
	if plain == nil || !printable(plain) {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s\n", bytes.TrimRight(bytes.ReplaceAll(plain, []byte("\r\n"), []byte("\n")), "\n"))
	return err
}

// printable keeps files off the terminal that are no text, or that could drive it.
func printable(data []byte) bool {
	hostile := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	return utf8.Valid(data) && !bytes.ContainsFunc(data, hostile)
}

// Clean returns a text without the control characters with which a hostile file could drive a terminal.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return '?'
		}
		return r
	}, s)
}
