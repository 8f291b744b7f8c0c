package content

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"tvslab/trustlist"
)

// ErrNotSigned means that a file does not begin with a signature header (rule
// S1 of package trustlist).
var ErrNotSigned = errors.New("file carries no signature header")

// File is the content of a fetched file. What is worked out from it, the
// parsed form and whose signature verifies, is worked out once and shared by
// all phones that hold it. Safe for concurrent use.
type File struct {
	data    []byte
	promise *Promise
	draft   *trustlist.List // a CTL or ITL that is signed when somebody wants the bytes

	sum    atomic.Pointer[[sha256.Size]byte]
	list   atomic.Pointer[parsedList]
	signed atomic.Pointer[parsedSigned]
	config atomic.Pointer[parsedConfig]

	mu       sync.Mutex
	verified []verification
}

type parsedSigned struct {
	header *trustlist.Header
	file   *trustlist.SignedFile // nil of a promise
	verify func(*x509.Certificate) error
	err    error
}

type parsedConfig struct {
	config *Config
	err    error
}

// Promise stands for a configuration file that exists only as knowledge of its
// maker: ten thousand phones can judge ten thousand files without the bytes of
// one being made. It must describe exactly what Bytes would return.
type Promise struct {
	Signed bool                          // the file carries a signature header
	Header trustlist.Header              // signer names, serial, digest, file name; unused when not Signed
	Verify func(*x509.Certificate) error // whether the certificate's key verifies the signature; may be nil when not Signed
	Config *Config                       // the parsed content, may be shared; nil of an encrypted file
	Bytes  func() []byte                 // makes the file; safe for concurrent use
	Size   int                           // in bytes, 0 when not known without making the file
	For    func(device string) *File     // the file of another device for which it would be the same but for its own; may be nil
	Names  func(*Holder) bool            // whether it is made for the holder's certificate; nil: for none
	Plain  func() (*File, error)         // the configuration in an encrypted file; nil of others
	Origin any                           // what its maker makes it of; nil where he does not tell
}

// For returns the file that another device, which stands as this one's does, was given. Without a promise, or where it does
// not tell, it is the same one.
func (f *File) For(device string) *File {
	if f.promise == nil || f.promise.For == nil {
		return f
	}
	return f.promise.For(device)
}

// NewFile returns a File of these bytes, which must not change afterwards.
func NewFile(data []byte) *File { return &File{data: data} }

// NewList returns a File of a trust list, which may be a draft: its signature is made only when the bytes are asked for.
func NewList(l *trustlist.List) *File {
	f := &File{draft: l}
	f.list.Store(summarize(l))
	return f
}

// NewPromise returns a File whose bytes are made only when asked for.
func NewPromise(p Promise) *File { return &File{promise: &p} }

// Origin returns what the maker of a promise makes the file of, nil where there is none or he does not tell, with the content that was
// promised.
func (f *File) Origin() (origin any, config *Config) {
	if f.promise == nil {
		return nil, nil
	}
	return f.promise.Origin, f.promise.Config
}

// Promised reports whether the file is a promise.
func (f *File) Promised() bool { return f.promise != nil }

// Bytes returns the content, which must not be changed. Of a promise it makes
// the bytes anew at each call.
func (f *File) Bytes() []byte {
	switch {
	case f.promise != nil:
		return f.promise.Bytes()
	case f.draft != nil:
		return f.draft.Bytes()
	}
	return f.data
}

// Size returns the length in bytes; 0 when a promise does not tell.
func (f *File) Size() int {
	switch {
	case f.promise != nil:
		return f.promise.Size
	case f.draft != nil:
		return f.draft.Size()
	}
	return len(f.data)
}

// Sum returns the SHA-256 of the content.
func (f *File) Sum() [sha256.Size]byte {
	if sum := f.sum.Load(); sum != nil {
		return *sum
	}
	sum := sha256.Sum256(f.Bytes())
	f.sum.Store(&sum)
	return sum
}

// Same reports whether both files have the same content. Of two lists that were never signed that is known without a
// signature.
func (f *File) Same(other *File) bool {
	switch {
	case f == other || f == nil || other == nil:
		return f == other
	case f.draft != nil && other.draft != nil:
		return f.draft.Same(other.draft)
	}
	return f.Sum() == other.Sum()
}

// List returns the file as a CTL or ITL, or the error of trustlist.Parse. A nil file is an error.
func (f *File) List() (*trustlist.List, error) {
	p := f.facts()
	return p.list, p.err
}

// Config returns the configuration in the file, behind its signature header
// if it has one. The signature is not checked here.
func (f *File) Config() (*Config, error) {
	if f.promise != nil {
		return f.promise.Config, f.promise.missing()
	}
	if p := f.config.Load(); p != nil {
		return p.config, p.err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := f.config.Load(); p != nil {
		return p.config, p.err
	}
	p := &parsedConfig{}
	p.config, p.err = ParseConfig(f.payload())
	f.config.Store(p)
	return p.config, p.err
}

// plain returns the bytes of a file that is no promise.
func (f *File) plain() []byte {
	if f.promise != nil {
		return nil
	}
	return f.Bytes()
}

// payload returns the file without its signature header.
func (f *File) payload() []byte {
	if s := f.parsedSigned(); s.err == nil {
		return s.file.Payload
	}
	return f.Bytes()
}

// missing reports a promise that cannot be applied.
func (p *Promise) missing() error {
	if p.Config == nil {
		return errors.New("configuration has no content")
	}
	return nil
}

// Header returns the signature header of a signed configuration, or an error
// that is ErrNotSigned when there is none.
func (f *File) Header() (*trustlist.Header, error) {
	s := f.parsedSigned()
	return s.header, s.err
}

func (f *File) parsedSigned() *parsedSigned {
	if s := f.signed.Load(); s != nil {
		return s
	}
	s := parseSigned(f.plain(), f.promise)
	f.signed.CompareAndSwap(nil, s)
	return f.signed.Load()
}

func parseSigned(data []byte, p *Promise) *parsedSigned {
	switch {
	case p != nil && p.Signed:
		return &parsedSigned{header: &p.Header, verify: p.Verify}
	case p != nil, !bytes.HasPrefix(data, []byte{1, 0, 2}): // tag 1, length 2: the version every header begins with
		return &parsedSigned{err: ErrNotSigned}
	}
	s, err := trustlist.ParseSigned(data, trustlist.Lenient)
	if err != nil {
		return &parsedSigned{err: err}
	}
	verify := func(cert *x509.Certificate) error { return s.VerifyWith(cert.PublicKey) }
	return &parsedSigned{header: &s.Header, file: s, verify: verify}
}

// VerifiedBy reports whether the signature of the list or signed configuration
// verifies with the certificate's key: nil, or the reason. Every pair of file
// and certificate is computed once.
func (f *File) VerifiedBy(cert *x509.Certificate) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err, known := f.recall(cert.Raw); known {
		return err
	}
	return f.remember(cert.Raw, f.verify(cert))
}

// VerifiedByDER is VerifiedBy for a certificate that is parsed only if the
// answer is not known yet.
func (f *File) VerifiedByDER(der []byte) error {
	f.mu.Lock()
	err, known := f.recall(der)
	f.mu.Unlock()
	if known {
		return err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return fmt.Errorf("certificate of the signer: %w", err)
	}
	return f.VerifiedBy(cert)
}

func (f *File) verify(cert *x509.Certificate) error {
	if p := f.list.Load(); p != nil && p.err == nil {
		return p.list.VerifyWith(cert.PublicKey)
	}
	s := f.parsedSigned()
	if s.err != nil {
		return s.err
	}
	return s.verify(cert)
}

// Text returns a configuration without its signature header; of an encrypted one what is behind the header.
func (f *File) Text() []byte {
	data := f.Bytes()
	if s := parseSigned(data, nil); s.err == nil {
		return s.file.Payload
	}
	return data
}
