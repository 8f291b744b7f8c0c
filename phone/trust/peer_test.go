package trust

import (
	"crypto/rand"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/phone/reason"
	"tvslab/trustlist"
)

func TestPeer(t *testing.T) {
	app := trustlist.RoleAppServer
	appRec := func(name string) rec { return rec{Role: app, Name: name} }
	ccm := func(name string) rec { return rec{Role: trustlist.RoleCCM, Name: name} }
	for name, c := range map[string]struct {
		rules    func() *Rules
		ctl, itl func(*testing.T) *content.File
		role     trustlist.Role
		tvs      bool // vouches for tomcat as application server and call manager
		set      func(*Rules)
		code     reason.Code
		checks   []reason.Code
	}{
		"TVS vouches":                  {an8841, none, oldITL, app, true, nil, reason.VouchedByTVS, []reason.Code{reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.Found}},
		"TVS silent":                   {an8841, none, oldITL, app, false, nil, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.TVSUnreachable, reason.TVSUnreachable}},
		"in CTL":                       {an8841, of("CM1", sast("CM1"), appRec("tomcat")), oldITL, app, true, nil, reason.PeerInCTL, []reason.Code{reason.Found}},
		"in ITL by hash":               {an8841, none, of("CM1", sast("CM1"), tftp("CM1"), appRec("tomcat").ByHash()), app, true, nil, reason.PeerInITL, []reason.Code{reason.NoCTL, reason.Found}},
		"in ITL with other role":       {an8841, none, of("CM1", sast("CM1"), tftp("CM1"), sast("tomcat")), app, false, nil, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.WrongRole, reason.NoTVSRecord}},
		"no lists":                     {an8841, none, none, app, true, nil, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.NoITL, reason.NoTVSRecord}},
		"blank ITL":                    {an8841, none, blankITL, app, true, nil, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.ITLBlank, reason.NoTVSRecord}},
		"model without SBD":            {a7960, oldCTL, none, app, true, nil, reason.PeerUnknown, []reason.Code{reason.NotInCTL, reason.NoSBD}},
		"call manager, TVS off":        {an8841, none, oldITL, trustlist.RoleCCM, true, nil, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.TVSDisabled}},
		"call manager in ITL":          {an8841, none, of("CM1", sast("CM1"), tftp("CM1"), ccm("tomcat")), trustlist.RoleCCM, false, nil, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.TVSDisabled}},
		"call manager in ITL, setting": {an8841, none, of("CM1", sast("CM1"), tftp("CM1"), ccm("tomcat")), trustlist.RoleCCM, false, func(r *Rules) { r.ITLForCCMTLS = true }, reason.PeerInITL, nil},
		"call manager, TVS on":         {an8841, none, oldITL, trustlist.RoleCCM, true, func(r *Rules) { r.TVSForCCMTLS = true }, reason.VouchedByTVS, nil},
		"call manager in CTL":          {an8841, of("CM1", sast("CM1"), ccm("tomcat")), none, trustlist.RoleCCM, false, nil, reason.PeerInCTL, nil},
		"TVS server: ITL only":         {an8841, of("CM1", sast("CM1"), tvsr("tomcat")), oldITL, trustlist.RoleTVS, true, nil, reason.PeerUnknown, []reason.Code{reason.NotInITL, reason.TVSDisabled}},
		"unlisted role: no TVS":        {an8841, none, oldITL, trustlist.Role(99), true, nil, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.NotInITL, reason.TVSDisabled}},
		"list signers do not matter":   {an8841, none, oldITL, app, true, func(r *Rules) { r.TVSForListSigners = false }, reason.VouchedByTVS, nil},
		"SRST: TVS never vouches":      {an8841, none, oldITL, trustlist.RoleSRST, true, nil, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.NotInITL, reason.TVSDisabled}},
		"TFTP over HTTPS: not the CTL": {an8841, of("T1", sast("T1"), tftp("tomcat")), oldITL, trustlist.RoleTFTP, false, nil, reason.PeerUnknown, []reason.Code{reason.NotInITL, reason.NotInCache, reason.TVSUnreachable, reason.TVSUnreachable}},
		"CAPF in CTL":                  {an8841, of("T1", sast("T1"), rec{Role: trustlist.RoleCAPF, Name: "tomcat"}), oldITL, trustlist.RoleCAPF, false, nil, reason.PeerInCTL, []reason.Code{reason.Found}},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJudge(t, c.ctl(t), c.itl(t))
			j.Rules = c.rules()
			if c.set != nil {
				c.set(j.Rules)
			}
			if c.tvs {
				j.knows()
				j.tvs["sub"].known["tomcat"] = []trustlist.Role{app, trustlist.RoleCCM}
			}
			d := j.Peer(id(t, "tomcat").Cert.Raw, c.role)
			requireDecision(t, d, c.code, c.checks)
			require.Equal(t, map[bool]string{true: PeerHTTPS, false: PeerTLS}[c.role == app], d.File)
		})
	}
}

func TestPeerThatIsNoCertificate(t *testing.T) {
	requireDecision(t, newJudge(t, nil, oldITL(t)).Peer([]byte("x"), trustlist.RoleAppServer), reason.Malformed, nil)
}

// A record with the same issuer and serial number and another certificate is not the server's.
func TestPeerWhoseCertificateDiffers(t *testing.T) {
	key := id(t, "X").Key
	same := &x509.Certificate{SerialNumber: id(t, "tomcat").Cert.SerialNumber, RawSubject: id(t, "tomcat").Cert.RawSubject}
	der, err := x509.CreateCertificate(rand.Reader, same, same, key.Public(), key)
	require.NoError(t, err)
	other, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	lt := testfiles.Template(t, t0, []rec{sast("CM1"), tftp("CM1")})
	lt.Records = append(lt.Records, trustlist.RecordTemplate{Role: trustlist.RoleAppServer, Certificate: other})
	j := newJudge(t, nil, build(t, lt, "CM1"))
	d := j.Peer(id(t, "tomcat").Cert.Raw, trustlist.RoleAppServer)
	requireDecision(t, d, reason.PeerUnknown, []reason.Code{reason.NoCTL, reason.CertificateDiffers, reason.NoTVSRecord})
}
