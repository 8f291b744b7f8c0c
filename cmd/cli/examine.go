package cli

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"tvslab/trustlist"
)

// examine finds out what the file is and decodes it. The error is a *trustlist.Error for a malformed one.
func examine(name string, data []byte, signer *x509.Certificate, strict bool) (*inspected, error) {
	switch {
	case bytes.Contains(data[:min(len(data), 4096)], []byte("-----BEGIN CERTIFICATE-----")), len(data) > 0 && data[0] == 0x30:
		return examineCertificate(data, signer)
	case isSignedFile(name, data):
		return examineSigned(data, signer, strict)
	}
	return examineList(data, signer, strict)
}

// isSignedFile goes by the name, and without one by what follows the header: records of a list begin with 01 00 02.
func isSignedFile(name string, data []byte) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".sgn", ".sha512", ".loads", ".sbn", ".xml":
		return true
	case ".tlv":
		return false
	}
	_, err := trustlist.Parse(data, trustlist.Lenient)
	_, signed := trustlist.ParseSigned(data, trustlist.Lenient)
	return err != nil && signed == nil
}

// mode is the reading of a file: as phones do, unless strict is asked for.
func mode(strict bool) trustlist.Mode {
	if strict {
		return trustlist.Strict
	}
	return trustlist.Lenient
}

func examineList(data []byte, signer *x509.Certificate, strict bool) (*inspected, error) {
	list, err := trustlist.Parse(data, mode(strict))
	if err != nil {
		return nil, err
	}
	kind := "ITL"
	if strings.HasPrefix(strings.ToUpper(list.Header.FileName), "CTL") {
		kind = "CTL"
	}
	found := &inspected{Kind: kind, Header: headerOf(&list.Header), print: func(w io.Writer) error {
		return trustlist.Show(w, kind, data, list.Header.Timestamp, true)
	}}
	for i := range list.Records {
		found.Records = append(found.Records, recordOf(i, &list.Records[i]))
	}
	found.judge(list.Verify())
	if signer != nil {
		found.judge(list.VerifyWith(signer.PublicKey))
	}
	if _, err := trustlist.Parse(data, trustlist.Strict); err != nil {
		found.Objections = append(found.Objections, err.Error())
	}
	return found, nil
}

func (i *inspected) judge(err error) {
	i.Verified = err == nil
	if err != nil {
		i.Problem = err.Error()
	}
}

func headerOf(h *trustlist.Header) *inspectedHeader {
	out := &inspectedHeader{
		Version: h.Version.String(), Length: h.Length, Signer: h.SignerName, Issuer: h.CAName, Serial: hexPairs(h.Serial),
		Digest: h.Digest.String(), KeyBits: 8 * len(h.Signature), FileName: h.FileName, Padding: h.Padding,
	}
	if h.SignerVersion != nil {
		out.SignerVersion = h.SignerVersion.String()
	}
	if !h.Timestamp.IsZero() {
		out.Timestamp = &h.Timestamp
	}
	return out
}

func recordOf(index int, r *trustlist.Record) inspectedRecord {
	out := inspectedRecord{
		Number: index + 1, Length: r.Length, Role: r.Role.String(), Host: r.Host(), Subject: r.Subject, Issuer: r.Issuer,
		Serial: hexPairs(r.Serial), ByHash: len(r.CertHash) > 0,
	}
	switch {
	case len(r.Certificate) > 0:
		out.SHA1 = fingerprint(r.Certificate)
	case len(r.CertHash) > 0:
		out.SHA1 = hexPairs(r.CertHash)
	}
	return out
}

func examineSigned(data []byte, signer *x509.Certificate, strict bool) (*inspected, error) {
	file, err := trustlist.ParseSigned(data, mode(strict))
	if err != nil {
		return nil, err
	}
	found := &inspected{Kind: "signed file", Header: headerOf(&file.Header), Payload: len(file.Payload)}
	if file.Encrypted() {
		found.Kind = "encrypted file"
	}
	found.print = func(w io.Writer) error { return printSigned(w, found, file) }
	if signer == nil {
		found.Problem = "signature not checked: name the signer's certificate with --signer (its serial is " + found.Header.Serial + ")"
		return found, nil
	}
	found.judge(file.VerifyWith(signer.PublicKey))
	return found, nil
}

func printSigned(w io.Writer, f *inspected, file *trustlist.SignedFile) error {
	h := f.Header
	fmt.Fprintf(w, "%s %s, %d bytes: header %d, payload %d\n", f.Kind, h.FileName, f.Size, h.Length, f.Payload)
	fmt.Fprintf(w, "Version:\t%s\nSigner:\t\t%s\nIssuer:\t\t%s\nSerial:\t\t%s\nSignature:\tRSA %d, %s\n", h.Version, h.Signer, h.Issuer, h.Serial, h.KeyBits, h.Digest)
	if h.Timestamp != nil {
		fmt.Fprintf(w, "Signed at:\t%s\n", h.Timestamp.Format(time.RFC1123))
	}
	if f.Verified {
		fmt.Fprintln(w, "The signature verifies.")
	}
	if file.Encrypted() || !printable(file.Payload) {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s\n", bytes.TrimRight(file.Payload, "\n"))
	return err
}

// printable keeps control characters of hostile files off the terminal.
func printable(data []byte) bool {
	return !bytes.ContainsFunc(data, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f })
}

func examineCertificate(data []byte, signer *x509.Certificate) (*inspected, error) {
	c, err := parseCertificate(data)
	if err != nil {
		return nil, &trustlist.Error{Rule: "R17", Tag: -1, Reason: "not an X.509 certificate: " + err.Error()}
	}
	id := &inspectedIdentity{
		Subject: trustlist.Name(c.RawSubject), Issuer: trustlist.Name(c.RawIssuer), Serial: hexPairs(c.SerialNumber.Bytes()),
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, Algorithm: c.SignatureAlgorithm.String(), SHA1: fingerprint(c.Raw),
	}
	found := &inspected{Kind: "certificate", Certificate: id, print: func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "Subject:\t%s\nIssuer:\t\t%s\nSerial:\t\t%s\nValid:\t\t%s to %s\nSignature:\t%s\nSHA-1:\t\t%s\n",
			id.Subject, id.Issuer, id.Serial, id.NotBefore.Format(time.RFC1123), id.NotAfter.Format(time.RFC1123), id.Algorithm, id.SHA1)
		return err
	}}
	switch {
	case signer != nil:
		found.judge(checkIssued(c, signer))
	case bytes.Equal(c.RawSubject, c.RawIssuer):
		found.judge(checkIssued(c, c))
	default:
		found.Problem = "signature not checked: name the issuer's certificate with --signer"
	}
	return found, nil
}

// checkIssued verifies a certificate's signature, SHA-1 included, which crypto/x509 refuses.
func checkIssued(c, issuer *x509.Certificate) error {
	if c.SignatureAlgorithm == x509.SHA1WithRSA {
		return verifySHA1(c, issuer)
	}
	if err := issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature); err != nil {
		return errors.New("the signature does not verify: " + err.Error())
	}
	return nil
}
