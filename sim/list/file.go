package list

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// File is a CTL or ITL file as it lies on a node's disk. It never changes; a rebuild makes a new one.
type File struct {
	List     *trustlist.List // signed when somebody wants the bytes; nil for a damaged file
	Modified time.Time
	Signer   *pki.Certificate
	plan     Plan   // what it was built from
	damaged  []byte // what is left of a damaged file
	recipe   [sha256.Size]byte
}

// Bytes returns the content, which must not be changed. The first who wants it has the list signed.
func (f *File) Bytes() []byte {
	if f.List == nil {
		return f.damaged
	}
	return f.List.Bytes()
}

// Size returns the length in bytes.
func (f *File) Size() int {
	if f.List == nil {
		return len(f.damaged)
	}
	return f.List.Size()
}

// Footprint returns about how much memory the file takes, without the certificates it was made of: bytes. Its records are
// parsed, which takes less than twice its size.
func (f *File) Footprint() int { return 3 * f.Size() }

// Sum returns the SHA-256 of Bytes.
func (f *File) Sum() [sha256.Size]byte { return sha256.Sum256(f.Bytes()) }

// Recipe is equal for files of equal content, and takes no signature: what it was built from and when, and whether it is damaged.
func (f *File) Recipe() [sha256.Size]byte {
	if f.List == nil {
		return sha256.Sum256(f.damaged)
	}
	return f.recipe
}

// SignerStore returns the identity store of the signing certificate, or "token".
func (f *File) SignerStore() string {
	if f.Signer.Store == "" {
		return "token"
	}
	return string(f.Signer.Store)
}

// Follows reports whether the file was built from an equal plan, so that building it again would change nothing but the
// time stamp. A damaged file still does.
func (f *File) Follows(p Plan) bool { return f.plan.equal(p) }

// Damaged returns the file as it is when its second half is lost.
func (f *File) Damaged() *File {
	damaged, whole := *f, f.Bytes()
	damaged.damaged, damaged.List = slices.Clone(whole[:len(whole)/2]), nil
	return &damaged
}

// Build returns the file of a plan, dated now. A Keeper of keys makes equal files once.
func Build(keys pki.KeySource, p Plan, now time.Time) (*File, error) {
	recipe := fmt.Sprintf("list %d %s", now.UnixNano(), p.fingerprint())
	return pki.Keep(keys, recipe, func() (*File, error) { return p.draft(sha256.Sum256([]byte(recipe)), now) })
}

func (p Plan) draft(recipe [sha256.Size]byte, now time.Time) (*File, error) {
	template := trustlist.ListTemplate{
		FileName: p.Name, Timestamp: now, Version: trustlist.Version{Major: 1, Minor: 2}, Digest: Digest(p.Algorithm),
	}
	if p.SignerVersion != (trustlist.Version{}) {
		template.SignerVersion = &p.SignerVersion
	}
	for _, r := range p.Records {
		template.Records = append(template.Records, r.template())
	}
	list, err := trustlist.Draft(template, Signer(p.Signer))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	return &File{List: list, Modified: now, Signer: p.Signer, plan: p, recipe: recipe}, nil
}

// Signer is a certificate as the signer of a list or of a signed file.
func Signer(c *pki.Certificate) trustlist.Signer {
	return trustlist.Signer{Name: c.Subject, CAName: c.Issuer, Serial: c.Serial, Key: c.Key}
}

// Digest is the digest that a value of the parameter "TFTP File Signature Algorithm" stands for.
func Digest(parameter string) trustlist.Digest {
	if parameter == "SHA-512" {
		return trustlist.DigestSHA512
	}
	return trustlist.DigestSHA1
}
