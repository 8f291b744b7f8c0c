// Package inspect finds out what a file is (a CTL or ITL, a signed or encrypted file, a certificate), decodes it and
// verifies what can be verified without a phone: a [File] is made for people and, with its JSON tags, for programs. It
// opens no file, and does not decide whether a phone believes a signer.
package inspect

import (
	"crypto/rsa"
	"crypto/x509"
	"io"
	"path/filepath"
	"strings"
	"time"

	"tvslab/trustlist"
)

// Options say how a file is examined.
type Options struct {
	Signer *x509.Certificate // that signed the file; nil: lists and self-signed certificates speak for themselves
	Key    *rsa.PrivateKey   // of the device that an encrypted file is for; nil: it is not decrypted
	Strict bool              // also the rules that phones do not enforce
}

// mode is the reading of a file: as phones do, unless strict is asked for.
func (o Options) mode() trustlist.Mode {
	if o.Strict {
		return trustlist.Strict
	}
	return trustlist.Lenient
}

// Kind is what a file is.
type Kind string

// The kinds of files.
const (
	CTL         Kind = "CTL"
	ITL         Kind = "ITL"
	Signed      Kind = "signed file"
	Encrypted   Kind = "encrypted file"
	Certificate Kind = "certificate"
	Request     Kind = "certificate request"
)

// File is what was found out about a file. Serial numbers and hashes are upper-case hexadecimal with colons.
type File struct {
	Schema      int        `json:"schema"` // 1
	File        string     `json:"file"`
	Kind        Kind       `json:"kind"`
	Size        int        `json:"size"` // bytes
	Verified    bool       `json:"verified"`
	Problem     string     `json:"problem,omitempty"` // why it is not, or why it cannot be decrypted
	Header      *Header    `json:"header,omitempty"`
	Records     []Record   `json:"records,omitempty"`
	Payload     int        `json:"payload,omitempty"`     // bytes
	Decrypted   int        `json:"decrypted,omitempty"`   // bytes of the plain file
	Certificate *Identity  `json:"certificate,omitempty"` // the first of several
	Chain       []Identity `json:"chain,omitempty"`       // the others, in the order of the file
	Request     *Requested `json:"request,omitempty"`
	Objections  []string   `json:"objections,omitempty"` // what a strict reader finds wrong, one at a time

	print func(io.Writer) error
}

// Header is the header of a list or signed file.
type Header struct {
	Version       string     `json:"version"`
	Length        int        `json:"length"` // bytes
	SignerVersion string     `json:"signer_version,omitempty"`
	Signer        string     `json:"signer"`
	Issuer        string     `json:"issuer"`
	Serial        string     `json:"serial"`
	Digest        string     `json:"digest"`
	KeyBits       int        `json:"key_bits"`
	FileName      string     `json:"file_name"`
	Timestamp     *time.Time `json:"timestamp,omitempty"`
	Padding       int        `json:"padding"` // bytes
}

// Record is a record of a list.
type Record struct {
	Number  int    `json:"number"` // from 1
	Length  int    `json:"length"` // bytes
	Role    string `json:"role"`
	Host    string `json:"host,omitempty"`
	Subject string `json:"subject,omitempty"`
	Issuer  string `json:"issuer,omitempty"`
	Serial  string `json:"serial,omitempty"`
	SHA1    string `json:"sha1,omitempty"` // of the certificate
	ByHash  bool   `json:"by_hash"`
}

// Identity is a certificate.
type Identity struct {
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Serial    string    `json:"serial"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	Algorithm string    `json:"algorithm"`
	SHA1      string    `json:"sha1"`
}

// Examine finds out what the file is and decodes it. Its name helps where the content fits several kinds. The error is a
// *trustlist.Error for a malformed file and a *NotRead for one of another kind; a signature that is wrong or cannot be checked is a Problem.
func Examine(name string, data []byte, o Options) (*File, error) {
	examine := examineList
	switch kind := pemKind(data); {
	case kind == pemRequest:
		examine = examineRequest
	case kind == pemCertificate || len(data) > 0 && data[0] == derSequence:
		examine = examineCertificate
	case notRead(data) != nil:
		return nil, notRead(data)
	case isSigned(name, data):
		examine = examineSigned
	}
	f, err := examine(data, o)
	if err != nil {
		return nil, err
	}
	f.Schema, f.File, f.Size = 1, name, len(data)
	return f, nil
}

// isSigned goes by the name, and without one by what follows the header: records of a list begin with 01 00 02.
func isSigned(name string, data []byte) bool {
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

// judge notes whether a check held.
func (f *File) judge(err error) {
	f.Verified = err == nil
	if err != nil {
		f.Problem = err.Error()
	}
}

// WriteText prints the file for people: a list as the commands show itl and show ctl of CUCM do.
func (f *File) WriteText(w io.Writer) error { return f.print(w) }
