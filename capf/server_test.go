package capf

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

func publicDER(t testing.TB, spec KeySpec) []byte {
	der, err := x509.MarshalPKIXPublicKey(makeKeys()[spec].Public())
	require.NoError(t, err)
	return der
}

// start runs a server on a loopback port until the test ends, and checks that it ends. The channel receives its log.
func start(t testing.TB, s *Server) (address string, log <-chan Exchange) {
	exchanges := make(chan Exchange, 1000)
	s.Certificate = func() (*tls.Certificate, error) { return pair(t, "capf"), nil }
	s.Log = func(x Exchange) { exchanges <- x }
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return l.Addr().String(), exchanges
}

// sessions are all ways a session can go.
var sessions = map[string]struct {
	op      *Operation // nil: device not known
	phone   func(testing.TB, *Session)
	result  Result // LSC and key apart
	outcome *Outcome
}{
	"install RSA 2048": {&Operation{Kind: Install, Authentication: ByNull, Key: KeySpec{Bits: 2048}}, nil,
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"install EC": {&Operation{Kind: Install, Key: KeySpec{Curve: "P-521"}}, nil,
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"install by string": {&Operation{Kind: Install, Authentication: ByString, String: "Ab1", Key: KeySpec{Bits: 1024}},
		func(_ testing.TB, s *Session) { s.String = "Ab1" },
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"string is wrong in case": {&Operation{Kind: Install, Authentication: ByString, String: "Ab1", Key: KeySpec{Bits: 1024}},
		func(_ testing.TB, s *Session) { s.String = "ab1" },
		Result{Kind: None, Reason: ReasonInvalid}, &Outcome{Kind: Install, Reason: ReasonInvalid, Refused: true, Wrong: 1}},
	"right string in a pause": {&Operation{Kind: Install, Authentication: ByString, String: "Ab1", Key: KeySpec{Bits: 1024}, Paused: true},
		func(_ testing.TB, s *Session) { s.String = "Ab1" },
		Result{Kind: None, Reason: ReasonInvalid}, &Outcome{Kind: Install, Reason: ReasonInvalid, Refused: true}},
	"string nobody asked for": {&Operation{Kind: Install, Authentication: ByNull, Key: KeySpec{Bits: 1024}},
		func(_ testing.TB, s *Session) { s.String = "whatever" },
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"install by LSC": {&Operation{Kind: Install, Authentication: ByLSC, Key: KeySpec{Bits: 1024}},
		func(t testing.TB, s *Session) { s.Evidence = credential(t, "lsc-7965", "capf") },
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"install by MIC": {&Operation{Kind: Install, Authentication: ByMIC, Key: KeySpec{Bits: 1024}},
		func(t testing.TB, s *Session) {
			s.Evidence = credential(t, "mic-8861", "mfgca")
			s.MIC = s.Evidence
		},
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"by the device's own LSC": {&Operation{Kind: Delete, Authentication: ByLSC, Own: true},
		func(t testing.TB, s *Session) { s.Evidence = credential(t, "lsc-7965", "capf") },
		Result{Kind: Delete, Reason: ReasonSuccess, Failed: ReasonInvalid}, &Outcome{Kind: Delete, Reason: ReasonInvalid}},
	"by another device's MIC": {&Operation{Kind: Delete, Authentication: ByMIC, Own: true},
		func(t testing.TB, s *Session) { s.Evidence = credential(t, "mic-8861", "mfgca") },
		Result{Kind: None, Reason: ReasonInvalid}, &Outcome{Kind: Delete, Reason: ReasonInvalid, Refused: true}},
	"nothing to do, with another device's MIC": {&Operation{Kind: None, Own: true},
		func(t testing.TB, s *Session) { s.Evidence = credential(t, "mic-8861", "mfgca") }, Result{Kind: None}, nil},
	"by certificate, none shown": {&Operation{Kind: Delete, Authentication: ByLSC}, nil,
		Result{Kind: None, Reason: ReasonInvalid}, &Outcome{Kind: Delete, Reason: ReasonInvalid, Refused: true}},
	"by certificate of a stranger": {&Operation{Kind: Delete, Authentication: ByMIC},
		func(t testing.TB, s *Session) { s.Evidence = credential(t, "unlisted", "unlisted") },
		Result{Kind: None, Reason: ReasonInvalid}, &Outcome{Kind: Delete, Reason: ReasonInvalid, Refused: true}},
	"key cannot be made": {&Operation{Kind: Install, Key: KeySpec{Bits: 4096}}, nil,
		Result{Kind: Install, Reason: ReasonInvalid, Failed: ReasonInvalid}, &Outcome{Kind: Install, Reason: ReasonInvalid}},
	"troubleshoot": {&Operation{Kind: Troubleshoot}, func(t testing.TB, s *Session) { withLSC(t, s) },
		Result{Kind: Troubleshoot}, &Outcome{Kind: Troubleshoot, Reason: ReasonSuccess}},
	"troubleshoot, none": {&Operation{Kind: Troubleshoot}, nil,
		Result{Kind: Troubleshoot, Failed: ReasonInvalid}, &Outcome{Kind: Troubleshoot, Reason: ReasonInvalid}},
	"delete": {&Operation{Kind: Delete}, func(t testing.TB, s *Session) { withLSC(t, s) },
		Result{Kind: Delete, Reason: ReasonSuccess, Deleted: true}, &Outcome{Kind: Delete, Reason: ReasonSuccess}},
	"delete, none": {&Operation{Kind: Delete}, nil,
		Result{Kind: Delete, Reason: ReasonSuccess, Failed: ReasonInvalid}, &Outcome{Kind: Delete, Reason: ReasonInvalid}},
	"nothing to do": {&Operation{Kind: None}, nil, Result{Kind: None}, nil},
	"nothing to do, with a certificate": {&Operation{Kind: None}, func(t testing.TB, s *Session) { s.Evidence = credential(t, "lsc-7965", "capf") },
		Result{Kind: None}, &Outcome{Kind: None}},
	"nothing to do, with a certificate of nobody": {&Operation{Kind: None}, func(t testing.TB, s *Session) { s.Evidence = credential(t, "unlisted", "unlisted") },
		Result{Kind: None}, nil},
	"the new key encrypts and signs, RSA": {&Operation{Kind: Install, Key: KeySpec{Bits: 2048}, Extras: Extras{Encrypt: true, Sign: true}}, nil,
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"the new key encrypts and signs, EC": {&Operation{Kind: Install, Key: KeySpec{Curve: "P-256"}, Extras: Extras{Encrypt: true, Sign: true, Abort: true}}, nil,
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"backup for a key that cannot be made": {&Operation{Kind: Install, Key: KeySpec{Bits: 4096}, Backup: KeySpec{Bits: 1024}}, nil,
		Result{Kind: Install, Reason: ReasonSuccess}, &Outcome{Kind: Install, Reason: ReasonSuccess}},
	"no backup either": {&Operation{Kind: Install, Key: KeySpec{Bits: 4096}, Backup: KeySpec{Bits: 3072}}, nil,
		Result{Kind: Install, Reason: ReasonInvalid, Failed: ReasonInvalid}, &Outcome{Kind: Install, Reason: ReasonInvalid}},
	"the server is busy":            {&Operation{Kind: Install, Key: KeySpec{Bits: 1024}, Busy: time.Minute}, nil, Result{Kind: None, Busy: true, Later: time.Minute}, nil},
	"codes: success":                {&Operation{Kind: Delete, Extras: Extras{Codes: true}}, func(t testing.TB, s *Session) { withLSC(t, s) }, Result{Kind: Delete, Deleted: true}, &Outcome{Kind: Delete, Reason: ReasonSuccess}},
	"codes: no certificate to read": {&Operation{Kind: Troubleshoot, Extras: Extras{Codes: true}}, nil, Result{Kind: Troubleshoot, Reason: 1, Failed: ReasonInvalid}, &Outcome{Kind: Troubleshoot, Reason: ReasonInvalid}},
	"codes: key cannot be made":     {&Operation{Kind: Install, Key: KeySpec{Bits: 4096}, Extras: Extras{Codes: true}}, nil, Result{Kind: Install, Reason: 2, Failed: ReasonInvalid}, &Outcome{Kind: Install, Reason: ReasonInvalid}},
	"codes: wrong string":           {&Operation{Kind: Delete, Authentication: ByString, String: "1", Extras: Extras{Codes: true}}, nil, Result{Kind: None, Reason: 3}, &Outcome{Kind: Delete, Reason: ReasonInvalid, Refused: true, Wrong: 1}},
	"codes: MIC of a stranger":      {&Operation{Kind: Delete, Authentication: ByMIC, Extras: Extras{Codes: true}}, func(t testing.TB, s *Session) { s.Evidence = credential(t, "unlisted", "unlisted") }, Result{Kind: None, Reason: 5}, &Outcome{Kind: Delete, Reason: ReasonInvalid, Refused: true}},
	"codes: no certificate":         {&Operation{Kind: Delete, Authentication: ByLSC, Extras: Extras{Codes: true}}, nil, Result{Kind: None, Reason: 6}, &Outcome{Kind: Delete, Reason: ReasonInvalid, Refused: true}},
	"codes: the last day is over":   {&Operation{Kind: None, Lapsed: true, Extras: Extras{Codes: true}}, nil, Result{Kind: None, Reason: 11}, nil},
	"unknown device":                {nil, nil, Result{Kind: None, Reason: ReasonUnknown}, nil},
}

// TestSessions plays every session over TLS and without messages: both come to the same.
func TestSessions(t *testing.T) {
	for name, row := range sessions {
		t.Run(name, func(t *testing.T) {
			for how, play := range map[string]func(*office, *Session) (Result, error){
				"TLS": func(o *office, s *Session) (Result, error) {
					address, log := start(t, &Server{Authority: o, Strict: true})
					r, err := new(Client).Do(t.Context(), address, accept0, s)
					x := <-log
					require.Equal(t, r.Reason, x.Reason)
					require.Equal(t, s.Device, x.Device)
					return r, err
				},
				"memory": func(o *office, s *Session) (Result, error) { return Run(o, s), nil },
			} {
				o, s := &office{t: t, pending: map[string]Operation{}}, handsetSession(t)
				if row.op != nil {
					o.pending[device] = *row.op
				}
				if row.phone != nil {
					row.phone(t, s)
				}
				result, err := play(o, s)
				require.NoError(t, err, how)
				requireInstalled(t, o, &result)
				require.Equal(t, row.result, result, how)
				if row.outcome == nil {
					require.Empty(t, o.done)
					continue
				}
				require.Len(t, o.done, 1)
				requireShown(t, o.done[0], s)
				o.done[0].LSC, o.done[0].Shown = nil, nil
				want := *row.outcome
				want.Device = device
				require.Equal(t, want, o.done[0], how)
			}
		})
	}
}

// requireShown checks that the certificate of the evidence is told of where nothing was pending, and nowhere else.
func requireShown(t *testing.T, o Outcome, s *Session) {
	if o.Kind != None {
		require.Nil(t, o.Shown)
		return
	}
	want, err := s.Evidence.Certificate()
	require.NoError(t, err)
	der, err := o.Shown.DER()
	require.NoError(t, err)
	require.Equal(t, want, der)
}

// requireInstalled checks the LSC of a result and takes it out: signed by CAPF for the phone's new key, and what the
// authority was told of.
func requireInstalled(t *testing.T, o *office, r *Result) {
	if r.Kind != Install || r.Reason != ReasonSuccess || r.LSC == nil {
		return
	}
	der, err := r.LSC.DER()
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	require.NotNil(t, IssuerOf(cert, []*x509.Certificate{pair(t, "capf").Leaf}))
	key, err := r.Key()
	require.NoError(t, err)
	require.Equal(t, key.Public(), cert.PublicKey)
	require.Equal(t, pair(t, "capf").Leaf.Raw, r.LSC.Issuer.Raw)
	require.Equal(t, cert.NotAfter, r.LSC.NotAfter)
	require.Equal(t, []byte{0x41}, r.LSC.Serial)
	require.Equal(t, device, cert.URIs[0].String())
	told, err := o.done[0].LSC.DER()
	require.NoError(t, err)
	require.Equal(t, der, told)
	r.LSC, r.Key = nil, nil
}

// TestOwnLSC: an LSC that was issued, or one of its series, is that of its device.
func TestOwnLSC(t *testing.T) {
	issuers := []*x509.Certificate{pair(t, "capf").Leaf}
	series := NewShown(device, evident{})
	for name, row := range map[string]struct {
		lsc *LSC
		own bool
		err error
	}{
		"its own":                  {&LSC{Device: device}, true, nil},
		"of its series":            {series, true, nil},
		"another's":                {&LSC{Device: "SEP000000000009"}, true, errOther},
		"another's, which is fine": {&LSC{Device: "SEP000000000009"}, false, nil},
	} {
		s := &Session{Device: device, Evidence: &Credential{Issuer: issuers[0], LSC: row.lsc}}
		require.Equal(t, row.err, s.proven(issuers, Operation{Own: row.own}), name)
	}
}

// TestRunIsLazy: a session without messages asks for no key before the certificate is wanted.
func TestRunIsLazy(t *testing.T) {
	made := 0
	s := handsetSession(t)
	s.NewKey = func(spec KeySpec) (func() (crypto.Signer, error), error) {
		return func() (crypto.Signer, error) { made++; return makeKeys()[spec], nil }, nil
	}
	r := Run(withOperation(t, Operation{Kind: Install, Key: KeySpec{Bits: 1024}}), s)
	require.Zero(t, made)
	for range 2 {
		_, err := r.LSC.DER()
		require.NoError(t, err)
	}
	require.Equal(t, 1, made)
}

func TestAuthorityThatCannotIssue(t *testing.T) {
	o := withOperation(t, Operation{Kind: Install, Key: KeySpec{Bits: 1024}})
	o.broken = true
	address, log := start(t, &Server{Authority: o})
	r, err := new(Client).Do(t.Context(), address, accept0, handsetSession(t))
	require.NoError(t, err)
	require.Equal(t, ReasonInvalid, r.Reason)
	require.Nil(t, r.LSC)
	x := <-log
	require.Equal(t, OutcomeMalformed, x.Outcome)
	require.ErrorContains(t, x.Err, "serial numbers")
	require.Equal(t, r, Run(o, handsetSession(t)), "the phone hears the same")
	require.Len(t, o.done, 2)
	for _, told := range o.done {
		require.ErrorContains(t, told.Err, "serial numbers")
		require.Equal(t, ReasonInvalid, told.Reason)
	}
}

// TestOldPhone: a 7900 series phone knows TLS 1.0 only.
func TestOldPhone(t *testing.T) {
	c := &Client{OldCiphers: true, MaxVersion: tls.VersionTLS10}
	address, log := start(t, &Server{Authority: withOperation(t, Operation{Kind: None}), OldCiphers: true})
	_, err := c.Do(t.Context(), address, accept0, handsetSession(t))
	require.NoError(t, err)
	require.EqualValues(t, tls.VersionTLS10, (<-log).TLSVersion)

	modern, log := start(t, &Server{Authority: withOperation(t, Operation{Kind: None})})
	_, err = c.Do(t.Context(), modern, accept0, handsetSession(t))
	require.ErrorIs(t, err, outcome.Handshake)
	require.Equal(t, OutcomeHandshake, (<-log).Outcome)
}

// TestServerCertificate: a phone that does not trust the server says nothing to it.
func TestServerCertificate(t *testing.T) {
	address, log := start(t, &Server{Authority: withOperation(t, Operation{Kind: Delete})})
	refusal := errors.New("not in the ITL")
	_, err := new(Client).Do(t.Context(), address, func(der []byte) error {
		require.Equal(t, pair(t, "capf").Certificate[0], der)
		return refusal
	}, handsetSession(t))
	require.ErrorIs(t, err, outcome.Untrusted)
	require.ErrorIs(t, err, refusal)
	require.Empty(t, (<-log).Device)
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	l.Close()
	_, err = new(Client).Do(t.Context(), address, accept0, handsetSession(t))
	require.ErrorIs(t, err, outcome.Unreachable)
	require.ErrorIs(t, new(Server).Serve(t.Context(), l), net.ErrClosed)
}

// TestSilence: neither a silent phone nor a silent server nor the end of a context holds the other side.
func TestSilence(t *testing.T) {
	s := &Server{Authority: withOperation(t, Operation{Kind: None}), HandshakeTimeout: 200 * time.Millisecond, ReadTimeout: 200 * time.Millisecond}
	address, log := start(t, s)
	plain, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer plain.Close()
	inside, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
	require.NoError(t, err)
	defer inside.Close()
	_, err = new(Client).Do(t.Context(), address, accept0, handsetSession(t))
	require.NoError(t, err, "others are served")
	outcomes := map[string]int{}
	for range 3 {
		outcomes[(<-log).Outcome]++
	}
	require.Equal(t, map[string]int{OutcomeEnded: 1, OutcomeHandshake: 1, OutcomeBroken: 1}, outcomes)

	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, err = (&Client{MessageTimeout: 50 * time.Millisecond}).Do(t.Context(), l.Addr().String(), accept0, handsetSession(t))
	require.ErrorIs(t, err, outcome.Handshake)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = new(Client).Do(ctx, l.Addr().String(), accept0, handsetSession(t))
	require.ErrorIs(t, err, context.Canceled)
}

// TestBrokenOffAfterStore: the phone keeps a certificate that it stored although the session never ended.
func TestBrokenOffAfterStore(t *testing.T) {
	o := withOperation(t, Operation{Kind: Install, Key: KeySpec{Bits: 1024}})
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{*pair(t, "capf")}})
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			done <- err
			return
		}
		defer conn.Close()
		done <- untilStored(conn, &dialogue{authority: o, session: 1})
	}()
	r, err := new(Client).Do(t.Context(), l.Addr().String(), accept0, handsetSession(t))
	require.ErrorIs(t, err, outcome.BadAnswer)
	require.NotNil(t, r.LSC)
	require.NoError(t, <-done)
	require.NoError(t, l.Close())
}

func untilStored(conn io.ReadWriter, d *dialogue) error {
	for said := d.open(); ; {
		if said != nil {
			data, err := said.Marshal()
			if err != nil {
				return err
			}
			if _, err := conn.Write(data); err != nil {
				return err
			}
		}
		m, err := ReadMessage(conn, true)
		if err != nil || m.Command == StoreResponse {
			return err
		}
		said = d.next(m)
	}
}

// TestServeEnds: the end of the context ends sessions in every phase at once.
func TestServeEnds(t *testing.T) {
	s := &Server{Authority: withOperation(t, Operation{Kind: None}), Certificate: func() (*tls.Certificate, error) { return pair(t, "capf"), nil }}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, l) }()
	conn, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	require.NoError(t, err)
	defer conn.Close()
	_, err = ReadMessage(conn, true)
	require.NoError(t, err, "the server speaks first")
	cancel()
	require.NoError(t, <-done)
}
