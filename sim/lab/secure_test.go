package lab_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// mixedLab is a mixed-mode lab whose phones are on and have taken their lists.
func mixedLab(t *testing.T, release string, sockets bool, change func(*lab.Config)) *lab.Lab {
	t.Helper()
	cfg := config(t, release, 2)
	cfg.Cluster.Mode = sim.MixedTokenless
	if change != nil {
		change(&cfg)
	}
	l := open(t, cfg, sockets)
	require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
	return l
}

// desk returns the devices of the SBD phones.
func desk(l *lab.Lab) devices.Set {
	set, _ := devices.Named(at(l, 0).Name(), at(l, 1).Name())
	return set
}

func do(t *testing.T, l *lab.Lab, op sim.Op) {
	t.Helper()
	require.NoError(t, l.Do(op))
}

// secure gives the desk phones a security profile and, if enrol is set, an LSC to fetch, and resets them.
func secure(t *testing.T, l *lab.Lab, mode string, enrol bool) {
	t.Helper()
	do(t, l, sim.SetSecurityProfile(desk(l), mode, "by-null-string"))
	if enrol {
		do(t, l, sim.SetCertificateOperation(desk(l), "install-upgrade"))
	}
	reset(t, l)
}

func reset(t *testing.T, l *lab.Lab) {
	t.Helper()
	l.Advance(time.Minute)
	require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
}

func judge(t *testing.T, l *lab.Lab) lab.Verdict {
	t.Helper()
	return l.Judge(t.Context(), at(l, 0))
}

func TestSecureRegistration(t *testing.T) {
	for name, row := range map[string]struct {
		mode     string
		enrol    bool
		port     int
		security lab.Security
		lsc      lab.LSC
	}{
		"non-secure":                {"non-secure", false, 5060, lab.SecurityNone, lab.LSCNone},
		"non-secure with an LSC":    {"non-secure", true, 5060, lab.SecurityNone, lab.LSCValid},
		"authenticated with an LSC": {"authenticated", true, 5061, lab.SecurityAuthenticated, lab.LSCValid},
		"encrypted with an LSC":     {"encrypted", true, 5061, lab.SecurityEncrypted, lab.LSCValid},
		"encrypted with the MIC":    {"encrypted", false, 5061, lab.SecurityEncrypted, lab.LSCNone},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				l := mixedLab(t, "12.5", sockets, nil)
				require.Equal(t, 5060, judge(t, l).Port)
				secure(t, l, row.mode, row.enrol)
				v := judge(t, l)
				require.Equal(t, "cucm-pub", v.Registered, "%s: %s", v.Reason, at(l, 0).Report().RegisterDetail)
				require.Equal(t, row.port, v.Port)
				require.Equal(t, row.security, v.Security)
				require.Equal(t, row.lsc, v.LSC)
				if row.enrol {
					require.Equal(t, reason.LSCInstalled, at(l, 0).Report().Enrolment)
					require.Equal(t, "Upgrade Success", l.Cluster().Device(desk(l).Names(2)[1]).OperationStatus())
				}
			})
		})
	}
}

// TestSecureRegistrationFails breaks what a secure registration needs, one thing at a time.
func TestSecureRegistrationFails(t *testing.T) {
	for name, row := range map[string]struct {
		release string
		act     func(t *testing.T, l *lab.Lab)
		reason  reason.Code
		detail  string
		lsc     lab.LSC
	}{
		"CallManager renewed, CTL not": {"11.5", func(t *testing.T, l *lab.Lab) {
			regenerate(t, l, cucm.CallManager)
			restart(t, l, sim.ServiceCCM)
			reset(t, l)
		}, reason.CallManagerUnknown, "peer-unknown", lab.LSCValid},
		"CallManager renewed, service not restarted": {"11.5", func(t *testing.T, l *lab.Lab) {
			regenerate(t, l, cucm.CallManager)
			reset(t, l)
		}, reason.Registered, "", lab.LSCValid},
		"CAPF no longer trusted": {"12.5", func(t *testing.T, l *lab.Lab) {
			capf := l.Cluster().Publisher().Certificate(cucm.CAPF).X509.Subject.CommonName
			do(t, l, sim.DeleteCertificate(cucm.CallManagerTrust, capf, "cucm-pub"))
			do(t, l, sim.Restart(sim.ServiceCCM))
			reset(t, l)
		}, "", "unknown CA", lab.LSCUnknown},
		"all too old": {"12.5", func(t *testing.T, l *lab.Lab) {
			l.Advance(6 * 365 * 24 * time.Hour)
			reset(t, l)
		}, reason.CallManagerExpired, "peer-expired", lab.LSCExpired},
		"LSC too old": {"12.5", func(t *testing.T, l *lab.Lab) {
			l.Advance(4 * 365 * 24 * time.Hour)
			regenerate(t, l, cucm.CallManager)
			do(t, l, sim.UpdateCTL)
			restart(t, l, sim.ServiceTFTP)
			restart(t, l, sim.ServiceCCM)
			reset(t, l)
			l.Advance(2 * 365 * 24 * time.Hour)
			reset(t, l)
		}, reason.LSCExpired, "certificate expired", lab.LSCExpired},
		"profile changed behind the phone's back": {"12.5", func(t *testing.T, l *lab.Lab) {
			do(t, l, sim.Stop(sim.ServiceTFTP, "all"))
			do(t, l, sim.SetSecurityProfile(desk(l), "non-secure", ""))
			reset(t, l)
		}, "", "expected TCP/UDP, received TLS", lab.LSCValid},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				l := mixedLab(t, row.release, sockets, nil)
				secure(t, l, "encrypted", true)
				require.Equal(t, 5061, judge(t, l).Port)
				row.act(t, l)
				v := judge(t, l)
				detail := at(l, 0).Report().RegisterDetail
				require.Contains(t, detail, row.detail)
				require.Equal(t, row.lsc, v.LSC)
				if row.reason != "" {
					require.Equal(t, row.reason, v.Reason, detail)
				}
				require.Equal(t, row.reason == reason.Registered, v.Registered != "", detail)
			})
		})
	}
}

// TestPlainPortRefusesSecureDevices: a phone that kept its non-secure configuration cannot register once its profile
// asks for TLS.
func TestPlainPortRefusesSecureDevices(t *testing.T) {
	onBoth(t, func(t *testing.T, sockets bool) {
		l := mixedLab(t, "12.5", sockets, nil)
		do(t, l, sim.Stop(sim.ServiceTFTP, "all"))
		secure(t, l, "encrypted", false)
		require.Empty(t, judge(t, l).Registered)
		require.Contains(t, at(l, 0).Report().RegisterDetail, "expected TLS, received TCP/UDP")
	})
}

// TestEnrolment: who may have an LSC, and what stands in the way of getting one.
func TestEnrolment(t *testing.T) {
	for name, row := range map[string]struct {
		authentication string
		before         func(t *testing.T, l *lab.Lab)
		want           reason.Code
		lsc            lab.LSC
	}{
		"by null string":                {"by-null-string", nil, reason.LSCInstalled, lab.LSCValid},
		"by existing MIC":               {"by-existing-mic", nil, reason.LSCInstalled, lab.LSCValid},
		"by a string that nobody typed": {"by-authentication-string", nil, reason.WaitingForString, lab.LSCNone},
		"service stopped": {"by-null-string", func(t *testing.T, l *lab.Lab) {
			do(t, l, sim.Stop(sim.ServiceCAPF, "cucm-pub"))
		}, reason.CAPFUnreachable, lab.LSCNone},
		"port blocked": {"by-null-string", func(_ *testing.T, l *lab.Lab) {
			require.NoError(t, l.Block(lab.Fault{Port: 3804}))
		}, reason.CAPFUnreachable, lab.LSCNone},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				l := mixedLab(t, "12.5", sockets, nil)
				do(t, l, sim.SetSecurityProfile(desk(l), "non-secure", row.authentication))
				do(t, l, sim.SetCertificateOperation(desk(l), "install-upgrade"))
				if row.before != nil {
					row.before(t, l)
				}
				reset(t, l)
				require.Equal(t, row.want, at(l, 0).Report().Enrolment, at(l, 0).Report().EnrolmentDetail)
				require.Equal(t, row.lsc, judge(t, l).LSC)
				if row.want == reason.WaitingForString {
					require.NoError(t, l.UpdateLSC(t.Context(), "wrong", l.Phones()))
					require.Equal(t, reason.CAPFRefused, at(l, 0).Report().Enrolment)
					require.NoError(t, l.UpdateLSC(t.Context(), "", l.Phones()))
					require.Equal(t, lab.LSCValid, judge(t, l).LSC)
				}
			})
		})
	}
}

// TestDot1X: phones behind 802.1X have a network only while the authentication server trusts who issued their LSC, or
// their MIC before they have one.
func TestDot1X(t *testing.T) {
	onBoth(t, func(t *testing.T, sockets bool) {
		l := mixedLab(t, "12.5", sockets, func(cfg *lab.Config) { cfg.Groups[0].Dot1X = true })
		v := judge(t, l)
		require.Empty(t, v.Registered)
		require.Contains(t, v.Network, "802.1X: the authentication server does not trust")
		require.Contains(t, v.Decision.Detail, "no network: 802.1X")
		require.Equal(t, []string{lab.HelpDot1X}, l.Helps(t.Context(), at(l, 0)))
		require.False(t, l.Services(t.Context(), at(l, 0)).Accepted)

		l.Authenticator().Trust(l.Cluster().Manufacturers().CA(true).X509)
		l.Authenticator().Trust(l.Cluster().Manufacturers().CA(true).X509)
		require.Len(t, l.Authenticator().Trusted(), 1)
		reset(t, l)
		require.Equal(t, "cucm-pub", judge(t, l).Registered)

		secure(t, l, "encrypted", true)
		require.Equal(t, 5061, judge(t, l).Port, "the port stays open during the boot that brings the LSC")
		reset(t, l)
		v = judge(t, l)
		require.Empty(t, v.Registered)
		require.Contains(t, v.Network, "does not trust CAPF-")
		require.Contains(t, v.Network, "issuer of the phone's LSC")

		l.Authenticator().Trust(l.Cluster().Publisher().Certificate(cucm.CAPF).X509)
		reset(t, l)
		v = judge(t, l)
		require.Equal(t, "cucm-pub", v.Registered)
		require.Empty(t, v.Network)

		l.Advance(6 * 365 * 24 * time.Hour)
		require.Contains(t, judge(t, l).Network, "has expired")
	})
}

// TestServicesGoByWhatTomcatLoaded: a renewed tomcat certificate shows only after the restart.
func TestServicesGoByWhatTomcatLoaded(t *testing.T) {
	ctx := t.Context()
	l := newLab(t, "12.5", 1, false)
	require.NoError(t, l.PowerOn(ctx, l.Phones()))
	p := at(l, 0)
	old := l.Services(ctx, p)
	require.True(t, old.Accepted)
	regenerate(t, l, cucm.Tomcat)
	l.Advance(time.Minute)
	require.Equal(t, old.Signer, l.Services(ctx, p).Signer, "not restarted")
	restart(t, l, sim.ServiceTomcat)
	renewed := l.Services(ctx, p)
	require.NotEqual(t, old.Signer, renewed.Signer)
	require.True(t, renewed.Accepted)
	do(t, l, sim.Stop(sim.ServiceTomcat, "all"))
	require.Equal(t, reason.Unreachable, l.Services(ctx, p).Code)
}
