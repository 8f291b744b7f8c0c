package control_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/metrics"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/tftpd"
)

func asked(name, peer, outcome string) lab.Access {
	return lab.Access{Node: "pub", Protocol: "TFTP", Peer: peer, Name: name, Outcome: outcome}
}

func TestNotServed(t *testing.T) {
	var n control.NotServed
	require.Empty(t, n.List().Files)
	for _, e := range []lab.Access{
		asked("Ringlist.xml", "10.0.0.1:5000", tftpd.OutcomeNotFound),
		asked("Ringlist.xml", "10.0.0.1:5001", tftpd.OutcomeNotFound),
		asked("Ringlist.xml", "10.0.0.2:5000", tftpd.OutcomeNotFound),
		asked("SK1.xml.sgn", "10.0.0.1:5000", tftpd.OutcomeNotFound),
		asked("ITLFile.tlv", "10.0.0.1:5000", tftpd.OutcomeSent),
		asked("CTLFile.tlv", "10.0.0.1:5000", tftpd.OutcomeUnavailable),
		{Node: "pub", Protocol: "SIP", Name: "SEP001122334455", Outcome: tftpd.OutcomeNotFound},
	} {
		n.Add(e)
	}
	require.Equal(t, control.MissingFiles{Files: []control.MissingFile{
		{Node: "pub", Name: "Ringlist.xml", Kind: "ring-list", Times: 3, Addresses: 2},
		{Node: "pub", Name: "SK1.xml.sgn", Kind: "soft-keys", Times: 1, Addresses: 1},
	}}, n.List())
}

// TestNotServedIsBounded: what was asked for last stays, whatever strangers send.
func TestNotServedIsBounded(t *testing.T) {
	var n control.NotServed
	n.Add(asked("first.xml", "a:1", tftpd.OutcomeNotFound))
	for i := range 600 {
		n.Add(asked(fmt.Sprintf("x%d%s", i, strings.Repeat("y", 1000)), fmt.Sprintf("10.0.%d.%d:1", i/250, i%250), tftpd.OutcomeNotFound))
		n.Add(asked("often.xml", fmt.Sprintf("10.0.%d.%d:1", i/250, i%250), tftpd.OutcomeNotFound))
	}
	list := n.List()
	require.Len(t, list.Files, 512)
	require.Equal(t, 602-512, list.Forgotten)
	require.Equal(t, control.MissingFile{Node: "pub", Name: "often.xml", Kind: "other", Times: 600, Addresses: 256}, list.Files[0])
	for _, f := range list.Files {
		require.LessOrEqual(t, len(f.Name), 200)
		require.NotEqual(t, "first.xml", f.Name)
	}
}

func TestKindOf(t *testing.T) {
	for name, want := range map[string]string{
		"ITLSEP001122334455.tlv": "list", "SEP001122334455.cnf.xml.sgn": "configuration", "SEP001122334455.cnf.xml.enc.sgn": "encrypted-configuration",
		"SPDefault.cnf.xml": "service-profile", "DistinctiveRingList.xml": "ring-list", "Chime.raw": "ring-tone", "tzupdater.jar": "time-zones",
		"j9-tzdata.jar.sgn": "time-zones", "English_United_States/be-sip.jar": "locale", "United_States/g3-tones.xml": "locale", "AppDialRules.xml": "dial-rules",
		"dialplan.xml": "dial-rules", "SK0a1b.xml.sgn": "soft-keys", "softkeyDefault.xml": "soft-keys", "featurePolicyDefault.xml": "feature-policy",
		"Desktops/320x212x16/List.xml": "background", "sip88xx.12-5-1SR2-2.loads": "firmware", "kern78xx.sbn": "firmware", "gk001122334455": "configuration",
		"SIPDefault.cnf": "configuration", "": "other", "../../etc/passwd": "other",
	} {
		require.Equal(t, want, control.KindOf(name), name)
	}
}

func TestCountNotServed(t *testing.T) {
	registry := metrics.New()
	count := control.CountNotServed(registry)
	count(asked("Ringlist.xml", "a:1", tftpd.OutcomeNotFound))
	count(asked("RingList.xml", "b:1", tftpd.OutcomeNotFound))
	count(asked("ITLFile.tlv", "a:1", tftpd.OutcomeSent))
	w := httptest.NewRecorder()
	registry.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := w.Body.String()
	require.Contains(t, text, `tvslab_files_not_served_total{kind="ring-list",node="pub"} 2`)
	require.NotContains(t, text, `kind="list"`)
}
