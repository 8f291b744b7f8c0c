package registration

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"sync"
	"time"

	"github.com/icholy/digest"
)

// sipRealm is the realm of CUCM's challenges to phones, the default of the service parameter SIP Station Realm (recorded
// challenges; feature configuration guide 15).
const sipRealm = "ccmsipline"

// nonceLife is how long an answer to a challenge is good. A guess.
const nonceLife = 10 * time.Minute

// Proof is an answer to a challenge.
type Proof struct {
	User  string
	check func(password string) bool
}

// Match reports whether it is that of a user with a password.
func (p *Proof) Match(user, password string) bool {
	return p != nil && p.User == user && p.check(password)
}

// nonces makes the nonces of a server and knows them again: time, and a code of it that others cannot make. CUCM's have 24 bytes
// too.
type nonces struct {
	once sync.Once
	key  [32]byte
}

func (n *nonces) seal(at int64) []byte {
	n.once.Do(func() { _, _ = rand.Read(n.key[:]) }) // never fails (crypto/rand)
	code := hmac.New(sha256.New, n.key[:])
	stamp := binary.BigEndian.AppendUint64(nil, uint64(at))
	code.Write(stamp)
	return append(stamp, code.Sum(nil)[:16]...)
}

func (n *nonces) next() string {
	return base64.StdEncoding.EncodeToString(n.seal(time.Now().UnixNano()))
}

// fresh reports whether a nonce is one of the server's and not too old.
func (n *nonces) fresh(nonce string) bool {
	data, err := base64.StdEncoding.DecodeString(nonce)
	if err != nil || len(data) != 24 {
		return false
	}
	at := int64(binary.BigEndian.Uint64(data))
	return subtle.ConstantTimeCompare(data, n.seal(at)) == 1 && time.Since(time.Unix(0, at)) < nonceLife
}

// challenge asks for credentials, in the words of CUCM: MD5 without qop.
func (v *visit) challenge(refusal *Refusal) *sipReply {
	asked := digest.Challenge{Realm: sipRealm, Nonce: v.nonces.next(), Algorithm: "MD5"}
	return &sipReply{status: 401, outcome: OutcomeRefused, err: refusal, extra: []string{"WWW-Authenticate: " + asked.String()}}
}

// proof is the first answer in a request to a challenge of this server; nil for none.
func (v *visit) proof(q *sipRequest) *Proof {
	for _, value := range q.all("authorization") {
		said, err := digest.ParseCredentials(value)
		if err == nil && said.Realm == sipRealm && v.nonces.fresh(said.Nonce) {
			return &Proof{User: said.Username, check: func(password string) bool { return answers(said, q.method, password) }}
		}
	}
	return nil
}

// answers reports whether credentials are those of a password for a method.
func answers(said *digest.Credentials, method, password string) bool {
	asked := &digest.Challenge{Realm: said.Realm, Nonce: said.Nonce, Algorithm: said.Algorithm}
	if said.QOP != "" {
		asked.QOP = []string{said.QOP}
	}
	right, err := digest.Digest(asked, digest.Options{Method: method, URI: said.URI, Count: said.Nc, Cnonce: said.Cnonce, Username: said.Username, Password: password})
	return err == nil && subtle.ConstantTimeCompare([]byte(right.Response), []byte(said.Response)) == 1
}
