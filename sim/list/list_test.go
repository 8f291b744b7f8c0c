package list_test

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/trustlist"
)

var now = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open(filepath.Join("..", "..", "testdata", "keys"), nil)
	require.NoError(t, err)
	return pool
}

// certificate makes one of a store on a node; number tells apart those of one node and store.
func certificate(t testing.TB, s cucm.Store, node string, number byte) *pki.Certificate {
	t.Helper()
	key, err := pki.NewKey(testKeys(t), s, map[bool]int{false: 2048, true: 384}[s.Elliptic()], uint64(number))
	require.NoError(t, err)
	hash := map[bool]string{false: "SHA256", true: "SHA384"}[s.Elliptic()]
	cert, err := pki.SelfSigned(testKeys(t), pki.Spec{Store: s, Node: node, CommonName: string(s) + " " + node, Key: key,
		Serial: []byte{0x6a, number}, From: now, Until: now.AddDate(5, 0, 0), Hash: hash})
	require.NoError(t, err)
	return cert
}

// view is a cluster of two nodes which both serve TFTP, call processing and TVS, as the publisher sees it.
func view(t testing.TB, release string, mixed bool) list.View {
	t.Helper()
	r, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	v := list.View{Rules: r.RulesUnder(cucm.SettingRows().Defaults()), Mixed: mixed, Algorithm: "SHA-1"}
	for i, node := range []string{"pub", "sub"} {
		s := list.Server{ID: node, Name: node, Address: netip.AddrFrom4([4]byte{192, 0, 2, byte(11 + i)}),
			CallManager: true, TFTP: true, TVS: true, CAPF: i == 0, Own: map[cucm.Store]*pki.Certificate{}}
		for n, of := range cucm.IdentityStores {
			if of.ExistsOn(v.Rules, i == 0, false) {
				s.Own[of] = certificate(t, of, node, byte(16*i+n))
				v.Rows = v.Rows.With(store.Row{Store: of, Server: node, Cert: s.Own[of]})
			}
		}
		v.Servers = append(v.Servers, s)
	}
	v.Node = v.Servers[0]
	return v
}

// words tells what a plan holds, a word per record.
func words(p list.Plan) string {
	all := []string{string(p.Signer.Store)}
	for _, r := range p.Records {
		name := "-"
		if r.Cert != nil {
			name = fmt.Sprintf("%s/%s", r.Cert.Node, r.Cert.Store)
		}
		if r.ByHash {
			name += "#"
		}
		role := strings.Replace(r.Role.String(), "System Administrator Security Token", "SAST", 1)
		all = append(all, role+"="+name)
	}
	return strings.Join(all, " ")
}

// TestITLPlan is rows 1 to 5 of the release matrix, and what operations and settings change.
func TestITLPlan(t *testing.T) {
	exported := certificate(t, cucm.ITLRecovery, "pub", 99)
	for _, row := range []struct {
		name, release string
		mixed         bool
		edit          func(*list.ITL)
		want          string
	}{
		{"8.6", "8.6", false, nil,
			"CallManager SAST=pub/CallManager TFTP=pub/CallManager CAPF=pub/CAPF# TVS=pub/TVS# TVS=sub/TVS#"},
		{"11.5", "11.5", true, nil, "CallManager SAST=pub/CallManager SAST=pub/ITLRecovery CCM+TFTP=pub/CallManager " +
			"CCM+TFTP=pub/CallManager-ECDSA CCM+TFTP=sub/CallManager-ECDSA CAPF=pub/CAPF TVS=pub/TVS TVS=sub/TVS"},
		{"12.5", "12.5", false, nil, "ITLRecovery SAST=pub/ITLRecovery SAST=pub/CallManager TFTP=pub/CallManager " +
			"TFTP=pub/CallManager-ECDSA TFTP=sub/CallManager-ECDSA CAPF=pub/CAPF TVS=pub/TVS TVS=sub/TVS"},
		{"on the subscriber", "8.6", false, func(i *list.ITL) { i.Node = i.Servers[1] },
			"CallManager SAST=sub/CallManager TFTP=sub/CallManager CAPF=pub/CAPF# TVS=pub/TVS# TVS=sub/TVS#"},
		{"reset", "10.5(2)", false, func(i *list.ITL) { i.Signer, i.Servers = cucm.ITLRecovery, i.Servers[:1] },
			"ITLRecovery SAST=pub/CallManager SAST=pub/ITLRecovery TFTP=pub/CallManager CAPF=pub/CAPF# TVS=pub/TVS#"},
		{"exported key", "10.5(2)", false, func(i *list.ITL) { i.Key, i.Servers = exported, i.Servers[:1] },
			"ITLRecovery SAST=pub/ITLRecovery SAST=pub/CallManager SAST=pub/ITLRecovery TFTP=pub/CallManager CAPF=pub/CAPF# TVS=pub/TVS#"},
		{"blank", "8.6", false, func(i *list.ITL) { i.Blank = true }, "CallManager SAST=pub/CallManager TFTP=- TVS=- CAPF=pub/CAPF#"},
		{"blank, left out", "8.6", false, func(i *list.ITL) { i.Blank, i.BlankRecords = true, "left_out" },
			"CallManager SAST=pub/CallManager CAPF=pub/CAPF#"},
		{"other TFTP", "8.6", false, func(i *list.ITL) { i.OtherTFTP = true }, "CallManager SAST=pub/CallManager SAST=sub/CallManager " +
			"TFTP=pub/CallManager TFTP=sub/CallManager CAPF=pub/CAPF# TVS=pub/TVS# TVS=sub/TVS#"},
	} {
		t.Run(row.name, func(t *testing.T) {
			itl := list.ITL{View: view(t, row.release, row.mixed)}
			if row.edit != nil {
				row.edit(&itl)
			}
			plan, err := itl.Plan()
			require.NoError(t, err)
			require.Equal(t, row.want, words(plan))
		})
	}
	_, err := list.ITL{View: view(t, "8.6", false), Signer: cucm.ITLRecovery}.Plan()
	require.ErrorContains(t, err, `node "pub": no ITLRecovery certificate to sign the ITL with`)
}

// TestCTLPlan: tokenless ones by release, and with tokens.
func TestCTLPlan(t *testing.T) {
	tokens := []*pki.Certificate{certificate(t, "", "one", 90), certificate(t, "", "two", 91)}
	for _, row := range []struct{ name, got, want string }{
		{"10.5(1)", words(view(t, "10.5(1)", true).CTL(cucm.CallManager)),
			"CallManager SAST=pub/CallManager CCM+TFTP=pub/CallManager CAPF=pub/CAPF CCM+TFTP=sub/CallManager"},
		{"11.5", words(view(t, "11.5", true).CTL(cucm.CallManager)),
			"CallManager SAST=pub/CallManager CCM+TFTP=pub/CallManager CAPF=pub/CAPF SAST=pub/ITLRecovery CCM+TFTP=sub/CallManager"},
		{"12.5", words(view(t, "12.5", true).CTL(cucm.ITLRecovery)),
			"ITLRecovery SAST=pub/ITLRecovery SAST=pub/CallManager CCM+TFTP=pub/CallManager CAPF=pub/CAPF CCM+TFTP=sub/CallManager"},
		{"non-secure", words(view(t, "12.5", false).CTL(cucm.ITLRecovery)),
			"ITLRecovery SAST=pub/ITLRecovery SAST=pub/CallManager CCM+TFTP=- CAPF=pub/CAPF CCM+TFTP=-"},
		{"tokens", words(view(t, "9.1", true).TokenCTL(tokens, tokens[1])),
			" SAST=one/ CCM+TFTP=pub/CallManager CCM+TFTP=sub/CallManager CAPF=pub/CAPF SAST=two/"},
		{"tokens on 11.5", words(view(t, "11.5", true).TokenCTL(tokens, tokens[0])),
			" SAST=one/ CCM+TFTP=pub/CallManager CCM+TFTP=sub/CallManager CAPF=pub/CAPF SAST=two/ SAST=pub/ITLRecovery SAST=pub/CallManager"},
	} {
		t.Run(row.name, func(t *testing.T) { require.Equal(t, row.want, row.got) })
	}
	shared := view(t, "14", true)
	shared.Rows = shared.Rows.With(store.Row{Store: cucm.CallManager, Server: "sub", Cert: shared.Servers[0].Own[cucm.CallManager]})
	require.Equal(t, 1, strings.Count(words(shared.CTL(cucm.ITLRecovery)), "CCM+TFTP="), "a multi-server certificate stands there once")
}

// TestBuild: the file of a plan, the same for an equal plan and another for any other.
func TestBuild(t *testing.T) {
	v := view(t, "12.5", true)
	plan := v.CTL(cucm.ITLRecovery)
	file, err := list.Build(testKeys(t), plan, now)
	require.NoError(t, err)
	parsed, err := trustlist.Parse(file.Bytes(), trustlist.Strict)
	require.NoError(t, err)
	require.NoError(t, parsed.Verify())
	require.Len(t, parsed.Records, len(plan.Records))
	require.Equal(t, "ITLRecovery", file.SignerStore())
	require.Equal(t, len(file.Bytes()), file.Size())
	again, err := list.Build(testKeys(t), plan, now)
	require.NoError(t, err)
	require.Equal(t, file.Sum(), again.Sum())

	require.True(t, file.Follows(v.CTL(cucm.ITLRecovery)))
	require.False(t, file.Follows(v.CTL(cucm.CallManager)))
	v.Algorithm = "SHA-512"
	require.False(t, file.Follows(v.CTL(cucm.ITLRecovery)))
	v = view(t, "12.5", true)
	v.Servers[1].Address = netip.MustParseAddr("192.0.2.99")
	require.False(t, file.Follows(v.CTL(cucm.ITLRecovery)), "CTL records carry addresses")

	damaged := file.Damaged()
	require.Equal(t, file.Size()/2, damaged.Size())
	require.Nil(t, damaged.List)
	require.True(t, damaged.Follows(plan))
	require.NotNil(t, file.List, "the whole file stays")
	token, err := list.Build(testKeys(t), v.TokenCTL([]*pki.Certificate{certificate(t, "", "one", 90)}, certificate(t, "", "one", 90)), now)
	require.NoError(t, err)
	require.Equal(t, "token", token.SignerStore())
}
