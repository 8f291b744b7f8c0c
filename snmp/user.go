package snmp

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gosnmp/gosnmp"
)

// leastPassword is how long a password is at least (RFC 3414 11.2).
const leastPassword = 8

// User is somebody who asks with version 3, at the level of what it has: its passwords, or none.
type User struct {
	Name         string
	Digest       Digest // "" without authentication
	Password     string
	Cipher       Cipher // "" without privacy
	Confidential string // the password of privacy
}

// Digest is how a user's messages are authenticated, Cipher how they are encrypted, by the names that net-snmp has for them.
type (
	Digest string
	Cipher string
)

// named is a protocol by its name.
type named[N, P any] struct {
	name     N
	protocol P
	digest   int // bytes of a digest in a message
}

var digests = []named[Digest, gosnmp.SnmpV3AuthProtocol]{
	{"MD5", gosnmp.MD5, 12},
	{"SHA", gosnmp.SHA, 12},
	{"SHA-224", gosnmp.SHA224, 16},
	{"SHA-256", gosnmp.SHA256, 24},
	{"SHA-384", gosnmp.SHA384, 32},
	{"SHA-512", gosnmp.SHA512, 48},
}

// ciphers: AES-192 and AES-256 lengthen keys as Cisco does (the draft of Reeder); the other way has no name in net-snmp's tools.
var ciphers = []named[Cipher, gosnmp.SnmpV3PrivProtocol]{
	{"DES", gosnmp.DES, 0},
	{"AES", gosnmp.AES, 0},
	{"AES-192", gosnmp.AES192C, 0},
	{"AES-256", gosnmp.AES256C, 0},
}

func rowOf[N ~string, P any](rows []named[N, P], name N) *named[N, P] {
	i := slices.IndexFunc(rows, func(r named[N, P]) bool { return strings.EqualFold(string(r.name), string(name)) })
	if i < 0 {
		return nil
	}
	return &rows[i]
}

func namesOf[N ~string, P any](rows []named[N, P]) string {
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = string(r.name)
	}
	return strings.Join(list, ", ")
}

// ParseUser reads NAME, NAME:DIGEST:PASSWORD or NAME:DIGEST:PASSWORD:CIPHER:PASSWORD.
func ParseUser(text string) (u User, err error) {
	parts := strings.Split(text, ":")
	if len(parts) != 1 && len(parts) != 3 && len(parts) != 5 || parts[0] == "" {
		return u, errors.New("user: NAME, NAME:DIGEST:PASSWORD or NAME:DIGEST:PASSWORD:CIPHER:PASSWORD is expected")
	}
	u.Name = parts[0]
	if len(parts) > 1 {
		u.Digest, u.Password = Digest(parts[1]), parts[2]
	}
	if len(parts) > 3 {
		u.Cipher, u.Confidential = Cipher(parts[3]), parts[4]
	}
	return u, u.check()
}

// check says what is wrong with a user.
func (u *User) check() error {
	const mostName = 32 // RFC 3414 5
	switch {
	case len(u.Name) > mostName:
		return fmt.Errorf("user %q: a name has %d characters at most", u.Name, mostName)
	case u.Digest != "" && rowOf(digests, u.Digest) == nil:
		return fmt.Errorf("user %q: digest %q: one of %s", u.Name, u.Digest, namesOf(digests))
	case u.Cipher != "" && rowOf(ciphers, u.Cipher) == nil:
		return fmt.Errorf("user %q: cipher %q: one of %s", u.Name, u.Cipher, namesOf(ciphers))
	case u.Digest != "" && len(u.Password) < leastPassword, u.Cipher != "" && len(u.Confidential) < leastPassword:
		return fmt.Errorf("user %q: a password has %d characters at least", u.Name, leastPassword)
	}
	return nil
}

// level is what the user's messages must have.
func (u *User) level() gosnmp.SnmpV3MsgFlags {
	switch {
	case u.Cipher != "":
		return gosnmp.AuthPriv
	case u.Digest != "":
		return gosnmp.AuthNoPriv
	}
	return gosnmp.NoAuthNoPriv
}

// Users are users with their keys for one engine.
type Users map[string]*keys

// keys are a user's, made for an engine.
type keys struct {
	User
	sealed *gosnmp.UsmSecurityParameters
	digest int
}

// NewUsers makes the keys of users for an engine, which takes some milliseconds for each password.
func NewUsers(engine Engine, users ...User) (Users, error) {
	all := Users{}
	for _, u := range users {
		k, err := keysOf(engine, u)
		if err != nil {
			return nil, fmt.Errorf("user %q: %w", u.Name, err)
		}
		all[u.Name] = k
	}
	return all, nil
}

func keysOf(engine Engine, u User) (*keys, error) {
	sp := &gosnmp.UsmSecurityParameters{UserName: u.Name, AuthoritativeEngineID: engine.ID, AuthenticationProtocol: gosnmp.NoAuth, PrivacyProtocol: gosnmp.NoPriv,
		AuthenticationPassphrase: u.Password, PrivacyPassphrase: u.Confidential}
	k := &keys{User: u, sealed: sp}
	if row := rowOf(digests, u.Digest); row != nil {
		sp.AuthenticationProtocol, k.digest = row.protocol, row.digest
	}
	if row := rowOf(ciphers, u.Cipher); row != nil {
		sp.PrivacyProtocol = row.protocol
	}
	return k, sp.InitSecurityKeys()
}

// wrote reports whether the digest of a message is the user's.
func (k *keys) wrote(message []byte, digest field) bool {
	if digest.to-digest.from != k.digest {
		return false
	}
	mac := hmac.New(k.sealed.AuthenticationProtocol.HashType().New, k.sealed.SecretKey)
	mac.Write(message[:digest.from])
	mac.Write(make([]byte, k.digest)) // it was made of a message without one
	mac.Write(message[digest.to:])
	return hmac.Equal(mac.Sum(nil)[:k.digest], message[digest.from:digest.to])
}
