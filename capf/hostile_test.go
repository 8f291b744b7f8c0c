package capf

import (
	"crypto"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestKeys: a public key of the kind that was asked for is one with which something can be encrypted.
func TestKeys(t *testing.T) {
	good := makeKeys()[KeySpec{Bits: 2048}].Public().(*rsa.PublicKey)
	with := func(n *big.Int, e int) []byte {
		der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n, E: e})
		require.NoError(t, err)
		return der
	}
	multiple := func(of int64) *big.Int { // of 2048 bits, odd
		n := new(big.Int).SetBit(new(big.Int).Set(good.N), 1, 1)
		for n.Bit(0) == 0 || new(big.Int).Mod(n, big.NewInt(of)).Sign() != 0 {
			n.Sub(n, big.NewInt(1))
		}
		return n
	}
	ec := publicDER(t, KeySpec{Curve: "P-256"})
	off := append([]byte(nil), ec...)
	off[len(off)-1] ^= 1
	rsa2048, p256 := KeySpec{Bits: 2048}, KeySpec{Curve: "P-256"}
	for name, row := range map[string]struct {
		der  []byte
		want KeySpec
		text string // of the refusal, "" for none
	}{
		"RSA":                 {with(good.N, good.E), rsa2048, ""},
		"exponent 3":          {with(good.N, 3), rsa2048, ""},
		"exponent 1":          {with(good.N, 1), rsa2048, "exponent 1"},
		"exponent 2":          {with(good.N, 2), rsa2048, "exponent 2"},
		"even exponent":       {with(good.N, 65536), rsa2048, "exponent 65536"},
		"even modulus":        {with(new(big.Int).SetBit(good.N, 0, 0), good.E), rsa2048, "modulus is even"},
		"power of two":        {with(new(big.Int).Lsh(big.NewInt(1), 2047), good.E), rsa2048, "modulus is even"},
		"multiple of 3":       {with(multiple(3), good.E), rsa2048, "multiple of 3"},
		"multiple of 751":     {with(multiple(751), good.E), rsa2048, "modulus is a multiple of"},
		"negative modulus":    {with(new(big.Int).Neg(good.N), good.E), rsa2048, "modulus"},
		"no modulus":          {with(big.NewInt(0), good.E), rsa2048, "modulus"},
		"one bit less":        {with(new(big.Int).Rsh(good.N, 1), good.E), rsa2048, "RSA 2047, not RSA 2048"},
		"EC":                  {ec, p256, ""},
		"EC, asked for RSA":   {ec, rsa2048, "EC P-256, not RSA 2048"},
		"point off its curve": {off, p256, "C8"},
		"point at infinity":   {append(append([]byte(nil), ec[:len(ec)-65]...), make([]byte, 65)...), p256, "C8"},
		"bytes after the key": {append(with(good.N, good.E), 0), rsa2048, "trailing data"},
		"no key":              {[]byte{1, 2, 3}, rsa2048, "asn1"},
		"empty":               {nil, rsa2048, "asn1"},
	} {
		t.Run(name, func(t *testing.T) {
			key, err := parseKey(row.der, row.want)
			if row.text == "" {
				require.NoError(t, err)
				require.Equal(t, row.want, specOf(key))
				return
			}
			requireRule(t, RuleKey, err)
			require.ErrorContains(t, err, row.text)
		})
	}
}

// makingKey opens a session of a device up to where the server waits for its key.
func makingKey(t *testing.T, address, device string) (conn *tls.Conn, session uint32) {
	t.Helper()
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	m, err := ReadMessage(conn, true)
	require.NoError(t, err)
	say(t, conn, newMessage(AuthResponse, m.Session).with(TagVersion, version).with(TagDevice, append([]byte(device), 0)...))
	m, err = ReadMessage(conn, true)
	require.NoError(t, err)
	require.Equal(t, KeygenRequest, m.Command)
	return conn, m.Session
}

func say(t *testing.T, conn *tls.Conn, m *Message) {
	t.Helper()
	data, err := m.Marshal()
	require.NoError(t, err)
	_, err = conn.Write(data)
	require.NoError(t, err)
}

// TestOneSessionPerDevice: whoever comes as one device again and again has one place of all; phones of other names, and the
// phone itself, get their certificates meanwhile.
func TestOneSessionPerDevice(t *testing.T) {
	const places = 8
	install := Operation{Kind: Install, Authentication: ByNull, Key: KeySpec{Bits: 1024}}
	o := withOperation(t, install)
	for i := range 5 {
		o.pending[fmt.Sprintf("SEP00000000000%d", i)] = install
	}
	address, _ := start(t, &Server{Authority: o, MaxConnections: places})
	var held []*tls.Conn
	for range 4 * places {
		conn, _ := makingKey(t, address, device)
		held = append(held, conn)
	}
	for _, conn := range held[:len(held)-1] {
		_, err := conn.Read(make([]byte, 1))
		require.Error(t, err)
	}
	for name := range o.pending { // the device's own phone among them
		s := handsetSession(t)
		s.Device = name
		r, err := new(Client).Do(t.Context(), address, accept0, s)
		require.NoError(t, err)
		require.Equal(t, ReasonSuccess, r.Reason)
	}
	_, err := held[len(held)-1].Read(make([]byte, 1))
	require.Error(t, err, "the phone took its place")
}

// TestStrangersDoNotTakePlaces: who does not prove to be the device does not end its session.
func TestStrangersDoNotTakePlaces(t *testing.T) {
	o := withOperation(t, Operation{Kind: Install, Authentication: ByString, String: "Ab1", Key: KeySpec{Bits: 1024}})
	address, log := start(t, &Server{Authority: o})
	s, stranger := handsetSession(t), handsetSession(t)
	s.String, stranger.String = "Ab1", "ab1"
	s.NewKey = func(spec KeySpec) (func() (crypto.Signer, error), error) {
		r, err := new(Client).Do(t.Context(), address, accept0, stranger)
		require.NoError(t, err)
		require.Equal(t, ReasonInvalid, r.Reason)
		return newKey(spec)
	}
	r, err := new(Client).Do(t.Context(), address, accept0, s)
	require.NoError(t, err)
	require.Equal(t, ReasonSuccess, r.Reason)
	require.ElementsMatch(t, []string{OutcomeMalformed, OutcomeEnded}, []string{(<-log).Outcome, (<-log).Outcome}, "the stranger's, the phone's")
}

// TestKeyInTime: a phone that says for ever that it makes a key is not waited for longer than one that says nothing.
func TestKeyInTime(t *testing.T) {
	address, log := start(t, &Server{Authority: withOperation(t, Operation{Kind: Install, Key: KeySpec{Bits: 1024}}), KeyTimeout: 200 * time.Millisecond})
	conn, session := makingKey(t, address, device)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	data, err := newMessage(InProgress, session).Marshal()
	require.NoError(t, err)
	for err == nil {
		<-tick.C
		_, err = conn.Write(data)
	}
	require.Equal(t, OutcomeBroken, (<-log).Outcome, "and not for the number of its notes")
}
