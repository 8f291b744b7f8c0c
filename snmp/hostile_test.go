package snmp_test

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"
	"github.com/stretchr/testify/require"

	"tvslab/snmp"
)

// request is one as a manager of version 2c writes it.
func request(t testing.TB, kind gosnmp.PDUType, most uint32, names ...string) []byte {
	t.Helper()
	p := &gosnmp.SnmpPacket{Version: gosnmp.Version2c, Community: "public", PDUType: kind, RequestID: 5, MaxRepetitions: most}
	for _, name := range names {
		p.Variables = append(p.Variables, gosnmp.SnmpPDU{Name: name, Type: gosnmp.Null})
	}
	message, err := p.MarshalMsg()
	require.NoError(t, err)
	return message
}

// TestAnswersAreSmall: however much is asked for, an answer fits one frame, and asking for the most takes no longer than that.
func TestAnswersAreSmall(t *testing.T) {
	a, _ := agent(t, tree(100_000))
	for what, message := range map[string][]byte{
		"many rows":        request(t, gosnmp.GetBulkRequest, 1<<31-1, ".1.3"),
		"many names":       request(t, gosnmp.GetBulkRequest, 1<<31-1, strings.Split(strings.Repeat(".1.3 ", 100)+".1.3", " ")...),
		"many names, once": request(t, gosnmp.GetRequest, 0, strings.Split(strings.Repeat(".1.3.6.1.2.1.1.5.0 ", 127)+".1.3", " ")...),
		"behind the end":   request(t, gosnmp.GetBulkRequest, 1<<31-1, ".2.4"),
	} {
		start := time.Now()
		answer := a.Answer(message)
		require.NotEmpty(t, answer, what)
		require.LessOrEqual(t, len(answer), 1472, what)
		require.Less(t, time.Since(start), time.Second, what)
	}
	require.Nil(t, a.Answer(request(t, gosnmp.GetRequest, 0, strings.Split(strings.Repeat(".1.3 ", 128)+".1.3", " ")...)), "too many names")
}

// TestNoAnswer: what is no request gets no answer.
func TestNoAnswer(t *testing.T) {
	a, _ := agent(t, tree(3))
	good := request(t, gosnmp.GetRequest, 0, ".1.3.6.1.2.1.1.5.0")
	require.NotNil(t, a.Answer(append([]byte{}, good...)))
	for n := range good {
		require.Nil(t, a.Answer(append([]byte{}, good[:n]...)), n)
	}
	for _, kind := range []gosnmp.PDUType{gosnmp.GetResponse, gosnmp.SNMPv2Trap, gosnmp.InformRequest, gosnmp.Report} {
		require.Nil(t, a.Answer(request(t, kind, 0, ".1.3.6.1.2.1.1.5.0")), kind)
	}
}

// TestLimits: strangers get so many answers, and what they use up is theirs alone.
func TestLimits(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	l := snmp.NewLimits()
	count := func(from string, asked int) (allowed int) {
		for range asked {
			if l.Allow(netip.MustParseAddr(from), at) {
				allowed++
			}
		}
		return allowed
	}
	require.Equal(t, 10_000, count("127.0.0.1", 10_000))
	require.Equal(t, 400, count("192.0.2.1", 10_000))
	require.Equal(t, 300, count("192.0.2.2", 300))
	at = at.Add(time.Second)
	require.Equal(t, 200, count("192.0.2.1", 10_000))
	for i := range 5000 {
		l.Allow(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), at)
	}
	require.Equal(t, 0, count("10.1.0.1", 1), "forged addresses fill what is remembered, and no more")
	at = at.Add(3 * time.Second)
	require.Equal(t, 1, count("10.1.0.1", 1))
}

// discovery is a message of version 3 as net-snmp writes it: its lengths are longer than they need be.
const discovery = "303e020103301102042c0d3f5d020300ffe30401040201030410300e0400020100020100040004000400301404000400a00e02041d6a3ec50201000201003000"

func FuzzAnswer(f *testing.F) {
	a, _ := agent(f, tree(20))
	probe, err := hex.DecodeString(discovery)
	require.NoError(f, err)
	f.Add(probe)
	f.Add(request(f, gosnmp.GetRequest, 0, ".1.3.6.1.2.1.1.5.0"))
	f.Add(request(f, gosnmp.GetBulkRequest, 100, ".1.3", ".1.3.6.1.4.1.9"))
	f.Add(request(f, gosnmp.SetRequest, 0, ".1.3.6.1.2.1.1.5.0"))
	for _, text := range users {
		u, err := snmp.ParseUser(text)
		require.NoError(f, err)
		f.Add(signed(f, a, u))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		require.LessOrEqual(t, len(a.Answer(message)), 1472)
	})
}

// signed is a request of a user as gosnmp writes it.
func signed(t testing.TB, a *snmp.Agent, u snmp.User) []byte {
	t.Helper()
	sp := &gosnmp.UsmSecurityParameters{UserName: u.Name, AuthoritativeEngineID: a.Engine.ID, AuthoritativeEngineBoots: a.Engine.Boots, AuthoritativeEngineTime: 3600,
		AuthenticationProtocol: gosnmp.NoAuth, PrivacyProtocol: gosnmp.NoPriv, AuthenticationPassphrase: u.Password, PrivacyPassphrase: u.Confidential,
		PrivacyParameters: []byte("saltsalt")}
	p := &gosnmp.SnmpPacket{Version: gosnmp.Version3, MsgFlags: gosnmp.Reportable, SecurityModel: gosnmp.UserSecurityModel, SecurityParameters: sp,
		ContextEngineID: a.Engine.ID, PDUType: gosnmp.GetNextRequest, MsgID: 9, RequestID: 9, Variables: []gosnmp.SnmpPDU{{Name: ".1.3", Type: gosnmp.Null}}}
	if u.Digest == "SHA" {
		sp.AuthenticationProtocol, p.MsgFlags = gosnmp.SHA, gosnmp.AuthNoPriv|gosnmp.Reportable
	}
	if u.Cipher == "AES" {
		sp.PrivacyProtocol, p.MsgFlags = gosnmp.AES, gosnmp.AuthPriv|gosnmp.Reportable
	}
	require.NoError(t, sp.InitSecurityKeys())
	message, err := p.MarshalMsg()
	require.NoError(t, err)
	return message
}

// TestOldMessages: what was recorded and is sent again later is not answered.
func TestOldMessages(t *testing.T) {
	a, _ := agent(t, tree(3))
	u, err := snmp.ParseUser("sha:SHA:password1")
	require.NoError(t, err)
	message := signed(t, a, u)
	require.Contains(t, string(a.Answer(append([]byte{}, message...))), "\x2b\x06\x01\x04\x01\x09\x01\x8a\x44")
	a.Engine.Since = a.Engine.Since.Add(-10 * time.Minute)
	require.Contains(t, string(a.Answer(message)), "\x06\x0a\x2b\x06\x01\x06\x03\x0f\x01\x01\x02\x00", "a report: not in time window")
}

func BenchmarkBulk(b *testing.B) {
	a, _ := agent(b, tree(100_000))
	message := request(b, gosnmp.GetBulkRequest, 50, ".1.3.6.1.4.1.9.9.156.1.2.1.1.4.99999")
	for b.Loop() {
		a.Answer(append([]byte{}, message...))
	}
}
