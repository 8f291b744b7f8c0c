package trust_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// believer states the trust rule once more, from the guides and without package trust: what is held, and who says what.
type believer struct {
	sbd, configured           bool
	ctl, itl                  *trustlist.List
	listsAtTVS, skipSilent    bool // TVS may be asked about lists; the next one when a server does not know
	skipForeign, blankOpens   bool // ... when its certificate is not in the ITL; a blank ITL lets any ITL in
	itlForCallManager, atTVS  bool // the ITL and TVS vouch for call managers
	rolesOfITLSignersInTheCTL []trustlist.Role
	servers                   []oracle
	dates                     trust.Validity // of whom the guides' "invalid or expired" holds
}

// oracle is a TVS server: the certificate it presents, and the roles in which it knows certificates.
type oracle struct {
	presents string
	knows    map[string][]trustlist.Role
}

// certificate is one in question: a signer's can be used in full only, a server's by its hash too.
type certificate struct {
	name   string
	server bool
}

func (c certificate) in(t testing.TB, l *trustlist.List, roles []trustlist.Role) bool {
	der := testfiles.ID(t, c.name).Cert.Raw
	return l != nil && slices.ContainsFunc(l.Records, func(r trustlist.Record) bool {
		return slices.Contains(roles, r.Role) && (bytes.Equal(r.Certificate, der) || c.server && r.Matches(der))
	})
}

// stale reports whether the certificate has expired or is not valid yet.
func (c certificate) stale() bool {
	return strings.HasSuffix(c.name, testfiles.Expired) || strings.HasSuffix(c.name, testfiles.Future)
}

// oracles is T3: in order, until one answers.
func (b *believer) oracles(t testing.TB, c certificate, roles []trustlist.Role) bool {
	if !b.configured || b.itl == nil {
		return false
	}
	for _, o := range b.servers {
		presented := certificate{o.presents, true}
		answers := presented.in(t, b.itl, []trustlist.Role{trustlist.RoleTVS}) && !(b.dates.TVS && presented.stale())
		switch {
		case !answers && !b.skipForeign:
			return false
		case !answers:
			continue
		case slices.ContainsFunc(o.knows[c.name], func(r trustlist.Role) bool { return slices.Contains(roles, r) }):
			return true
		case !b.skipSilent:
			return false
		}
	}
	return false
}

// signed is whether the signer of a file is believed: known, and within its dates where these count.
func (b *believer) signed(t testing.TB, c certificate, inCTL, elsewhere []trustlist.Role, ask bool) bool {
	return !(b.dates.Signers && c.stale()) && b.believes(t, c, inCTL, elsewhere, true, ask)
}

// believes is T1, T2, T3 for a certificate in one of the roles.
func (b *believer) believes(t testing.TB, c certificate, inCTL, elsewhere []trustlist.Role, itl, ask bool) bool {
	switch {
	case c.in(t, b.ctl, inCTL):
		return true
	case !b.sbd:
		return false
	}
	return itl && b.itl != nil && !b.itl.Blank() && c.in(t, b.itl, elsewhere) || ask && b.oracles(t, c, elsewhere)
}

var (
	signsLists = []trustlist.Role{trustlist.RoleSAST}
	signsFiles = []trustlist.Role{trustlist.RoleTFTP, trustlist.RoleCCMTFTP}
)

// takes is the rule of a list, after what is held anyway T0 first; a list that is taken on its word must hold its signer.
func (b *believer) takes(t testing.TB, offered *trustlist.List, signer string, isITL bool) bool {
	held := b.ctl
	if isITL {
		held = b.itl
	}
	if held != nil && bytes.Equal(held.Marshal(), offered.Marshal()) {
		return true
	}
	blank := b.itl != nil && b.itl.Blank()
	names := b.ctl != nil && b.ctl.HasRole(trustlist.RoleTFTP, trustlist.RoleCCM, trustlist.RoleCCMTFTP)
	if b.ctl == nil && (b.itl == nil || blank) || isITL && blank && (b.blankOpens || !names) {
		return certificate{name: signer}.in(t, offered, signsLists)
	}
	inCTL := signsLists
	if isITL {
		inCTL = b.rolesOfITLSignersInTheCTL
	}
	return b.signed(t, certificate{name: signer}, inCTL, signsLists, b.listsAtTVS)
}

// trusts is the rule of a TLS server. Call managers count by CTL, others by ITL too; TVS speaks of some only.
func (b *believer) trusts(t testing.TB, name string, role trustlist.Role) bool {
	c, roles := certificate{name, true}, []trustlist.Role{role}
	count, listed := map[trustlist.Role]bool{trustlist.RoleCCM: b.dates.CallManagers, trustlist.RoleSRST: b.dates.CallManagers,
		trustlist.RoleTVS: b.dates.TVS, trustlist.RoleCAPF: b.dates.CAPF}[role]
	if c.stale() && (count || !listed && b.dates.HTTPS) {
		return false
	}
	switch role {
	case trustlist.RoleCCM:
		roles = append(roles, trustlist.RoleCCMTFTP)
		return b.believes(t, c, roles, roles, b.itlForCallManager, b.atTVS)
	case trustlist.RoleTFTP:
		roles = append(roles, trustlist.RoleCCMTFTP)
		return b.believes(t, c, nil, roles, true, true)
	case trustlist.RoleTVS:
		return b.believes(t, c, nil, roles, true, false)
	case trustlist.RoleSRST:
		return b.believes(t, c, roles, roles, true, false)
	}
	return b.believes(t, c, roles, roles, true, true)
}

// What is drawn from: six certificates, every role that signs or serves.
var (
	names = []string{"A", "B", "C-", "D+", "V1", "V-"}
	roles = []trustlist.Role{trustlist.RoleSAST, trustlist.RoleTFTP, trustlist.RoleCCMTFTP, trustlist.RoleCCM, trustlist.RoleTVS,
		trustlist.RoleCAPF, trustlist.RoleAppServer, trustlist.RoleSRST}
	peers = []trustlist.Role{trustlist.RoleTFTP, trustlist.RoleCCM, trustlist.RoleTVS, trustlist.RoleCAPF, trustlist.RoleAppServer, trustlist.RoleSRST}
)

// list is a drawn list, with its signer.
type list struct {
	file   *content.File
	parsed *trustlist.List
	signer string
}

func drawList(rt *rapid.T, t testing.TB, label string) list {
	signer := rapid.SampledFrom(names).Draw(rt, label+" signer")
	var records []testfiles.Record
	if rapid.IntRange(0, 9).Draw(rt, label+" holds its signer") > 0 {
		records = append(records, testfiles.Record{Role: trustlist.RoleSAST, Name: signer})
	}
	if rapid.Bool().Draw(rt, label+" names TVS servers") {
		records = append(records, testfiles.Record{Role: trustlist.RoleTVS, Name: "V1"}, testfiles.Record{Role: trustlist.RoleTVS, Name: "V-"})
	}
	for range rapid.IntRange(0, 5).Draw(rt, label+" records") {
		records = append(records, testfiles.Record{
			Role: rapid.SampledFrom(roles).Draw(rt, "role"), Name: rapid.SampledFrom(names).Draw(rt, "of"),
			Hash: rapid.IntRange(0, 4).Draw(rt, "hash") == 0,
		})
	}
	f := content.NewFile(testfiles.List(t, signer, records...))
	l, err := f.List()
	require.NoError(rt, err)
	return list{f, l, signer}
}

func drawStored(rt *rapid.T, t testing.TB, label string) list {
	if !rapid.Bool().Draw(rt, label) {
		return list{}
	}
	return drawList(rt, t, label)
}

func drawOracles(rt *rapid.T) (all []oracle) {
	for range 2 {
		o := oracle{rapid.SampledFrom([]string{"V1", "V-", "A"}).Draw(rt, "presents"), map[string][]trustlist.Role{}}
		for range rapid.IntRange(0, 3).Draw(rt, "knows") {
			name := rapid.SampledFrom(names).Draw(rt, "knows")
			o.knows[name] = append(o.knows[name], rapid.SampledFrom(roles).Draw(rt, "as"))
		}
		all = append(all, o)
	}
	return all
}

// TestRule draws what a phone holds, what is served and what TVS servers know, and compares the Judge with the believer.
func TestRule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		flag := func(label string) bool { return rapid.Bool().Draw(rt, label) }
		ctl, itl := drawStored(rt, t, "CTL"), drawStored(rt, t, "ITL")
		b := &believer{
			sbd: flag("SBD"), configured: flag("configured"), listsAtTVS: flag("TVS for lists"), skipSilent: flag("next after unknown"),
			skipForeign: flag("next after TLS failure"), blankOpens: flag("blank ITL opens"), itlForCallManager: flag("ITL for CCM"),
			atTVS: flag("TVS for CCM"), ctl: ctl.parsed, itl: itl.parsed, servers: drawOracles(rt),
			dates: trust.Validity{Signers: flag("dates of signers"), CallManagers: flag("dates of call managers"), TVS: flag("dates of TVS"),
				CAPF: flag("dates of CAPF"), HTTPS: flag("dates of services")},
			rolesOfITLSignersInTheCTL: rapid.SampledFrom([][]trustlist.Role{{trustlist.RoleSAST}, {trustlist.RoleSAST, trustlist.RoleCCMTFTP}}).Draw(rt, "ITL signers"),
		}
		j := b.judge(rt, t, ctl, itl)

		served := drawList(rt, t, "served")
		for _, which := range trust.Lists {
			d := j.List(which, served.file)
			require.Equal(rt, b.takes(t, served.parsed, served.signer, which == trust.ITL), d.Accepted, "%s: %v", which, trust.Explain(d))
		}
		signer := rapid.SampledFrom(names).Draw(rt, "configuration signer")
		d := j.SignedConfiguration(content.NewFile(testfiles.Sign(t, signer, testfiles.Config(content.ModeNonSecure))))
		require.Equal(rt, b.signed(t, certificate{name: signer}, signsFiles, signsFiles, true), d.Accepted, "%v", trust.Explain(d))

		name, role := rapid.SampledFrom(names).Draw(rt, "server"), rapid.SampledFrom(peers).Draw(rt, "as")
		d = j.Peer(testfiles.ID(t, name).Cert.Raw, role)
		require.Equal(rt, b.trusts(t, name, role), d.Accepted, "%v: %v", role, trust.Explain(d))
	})
}

// judge returns the Judge of a phone in the believer's place.
func (b *believer) judge(rt *rapid.T, t testing.TB, ctl, itl list) *trust.Judge {
	rules := trust.Rules{
		SBD: b.sbd, SHA512: true, MaxFile: 1 << 20, TVSFailoverOnTLSFailure: b.skipForeign, TVSFailoverOnUnknown: b.skipSilent,
		TVSForListSigners: b.listsAtTVS, ITLSignerRolesInCTL: b.rolesOfITLSignersInTheCTL, BlankITLAcceptsAny: b.blankOpens,
		ITLForCCMTLS: b.itlForCallManager, TVSForCCMTLS: b.atTVS, Validity: b.dates,
	}
	j := &trust.Judge{Rules: &rules, Now: testfiles.T0,
		Held: trust.Held{Lists: [...]*content.File{trust.CTL: ctl.file, trust.ITL: itl.file}, TVSRecords: itl.file}}
	if b.configured {
		config, err := content.ParseConfig(testfiles.Config(content.ModeNonSecure))
		require.NoError(rt, err)
		j.Held.Config = config
	}
	j.Ask = func(server content.Server, q *trust.Question) trust.Answer {
		o := b.servers[map[string]int{"sub": 0, "pub": 1}[server.Address]]
		if j.TVSServer(testfiles.ID(t, o.presents).Cert.Raw) != nil {
			return trust.Answer{Code: reason.TVSCertificateMismatch}
		}
		return q.Read(tvs.Respond(o.authority(t), q.Request()))
	}
	return j
}

// authority is the oracle as a TVS server has it.
func (o oracle) authority(t testing.TB) tvs.Authority { return known{t, o.knows} }

type known struct {
	t     testing.TB
	roles map[string][]trustlist.Role
}

func (k known) find(matches func(name string) bool) (tvs.Answer, bool) {
	for name, roles := range k.roles {
		if matches(name) {
			return tvs.Answer{Certificate: testfiles.ID(k.t, name).Cert.Raw, Roles: roles, TTL: time.Hour}, true
		}
	}
	return tvs.Answer{}, false
}

// Verify implements tvs.Authority.
func (k known) Verify(der []byte) (tvs.Answer, bool) {
	return k.find(func(name string) bool { return bytes.Equal(testfiles.ID(k.t, name).Cert.Raw, der) })
}

// Query implements tvs.Authority.
func (k known) Query(_, issuer string, serial []byte) (tvs.Answer, bool) {
	return k.find(func(name string) bool {
		c := testfiles.ID(k.t, name).Cert
		return trustlist.Name(c.RawIssuer) == issuer && bytes.Equal(c.SerialNumber.Bytes(), serial)
	})
}
