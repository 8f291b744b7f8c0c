package axl_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/testnode"
)

// TestOdd are requests that public clients send, and that are taken.
func TestOdd(t *testing.T) {
	s := serve(t, testnode.Site)
	account := testnode.Accounts.Application[0]
	envelope := func(prefix, body string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><` + prefix + `:Envelope xmlns:` + prefix + `="http://schemas.xmlsoap.org/soap/envelope/"><` + prefix + `:Body>` + body + `</` + prefix + `:Body></` + prefix + `:Envelope>`
	}
	version := asked("14.0", "getCCMVersion", "")
	for _, row := range []struct {
		name, kind, action, path, body string
		status                         int
		says                           string
	}{
		{"quoted action", "text/xml; charset=utf-8", `"CUCM:DB ver=14.0 getCCMVersion"`, "/axl/", envelope("soapenv", version), 200, "<version>14.0"},
		{"two blanks, inner quotes", "text/xml", `CUCM:DB ver=14.0  "getCCMVersion"`, "/axl/", envelope("SOAP-ENV", version), 200, "<version>14.0"},
		{"no action, plain text", "text/plain", "", "/axl/", envelope("soap-env", version), 200, "<version>14.0"},
		{"action of 1.0 and body of 12.5", "text/xml", "CUCM:DB ver=1.0", "/axl", envelope("soap", asked("12.5", "getCCMVersion", "<processNodeName/>")), 200, `xmlns:ns="http://www.cisco.com/AXL/API/12.5"`},
		{"version 1.0", "text/xml", "", "/axl/", envelope("soap", asked("1.0", "getCCMVersion", "")), 200, "<version>14.0"},
		{"default namespace, sequence", "text/xml", "", "/axl/", envelope("soap", `<getCCMVersion sequence="1" xmlns="http://www.cisco.com/AXL/API/14.0"/>`), 200, "<version>14.0"},
		{"newer version", "text/xml", "", "/axl/", envelope("soap", asked("15.0", "getCCMVersion", "")), 599, "Message:</b> Incorrect axl version. Supported axl versions are 11.x, 12.x and 14.0"},
		{"older version", "text/xml", "", "/axl/", envelope("soap", asked("8.5", "getCCMVersion", "")), 599, "Supported axl versions are"},
		{"no namespace", "text/xml", "", "/axl/", envelope("soap", "<getCCMVersion/>"), 599, "Supported axl versions are"},
		{"uuid in lower case", "text/xml", "", "/axl/", envelope("soap", asked("14.0", "getPhone", "<uuid>"+strings.ToLower(idOf(s, "SEP0A0101000002"))+"</uuid>")), 200, "<name>SEP0A0101000002</name>"},
		{"document type", "text/xml", "", "/axl/", `<!DOCTYPE x [<!ENTITY a "b">]>` + envelope("soap", version), 500, "<faultcode>soapenv:Client</faultcode>"},
		{"external entity", "text/xml", "", "/axl/", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + envelope("soap", asked("14.0", "getPhone", "<name>&a;</name>")), 500, "soapenv:Client"},
		{"depth", "text/xml", "", "/axl/", envelope("soap", strings.Repeat("<a>", 100)+strings.Repeat("</a>", 100)), 500, "more than 64 deep"},
		{"SOAP 1.2", "application/soap+xml", "", "/axl/", strings.ReplaceAll(envelope("soap", version), "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), 500, "VersionMismatch"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := s.Do(http.MethodPost, "cucm-pub", row.path, account, map[string]string{"Content-Type": row.kind, "SOAPAction": row.action}, []byte(row.body))
			require.Equal(t, row.status, got.Status, got.Body)
			require.Contains(t, got.Body, row.says)
		})
	}
}

// idOf is the uuid of a phone.
func idOf(s *testnode.Lab, name string) string {
	got := s.Post("/axl/", "", asked("14.0", "listPhone", "<searchCriteria><name>"+name+"</name></searchCriteria><returnedTags><name/></returnedTags>"))
	_, rest, _ := strings.Cut(got.Body, `uuid="`)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// TestDeeds: what AXL does is steps of the lab, by who did it, and undone as others are.
func TestDeeds(t *testing.T) {
	s := serve(t, testnode.Site)
	for _, row := range []struct{ operation, content, step string }{
		{"resetPhone", "<name>SEP0A0101000001</name>", `{"reset":["floor[1]"]}`},
		{"restartPhone", "<uuid>" + idOf(s, "SEP0A0101000002") + "</uuid>", `{"restart-phone":["floor[2]"]}`},
		{"applyDevicePool", "<name>default</name>", `{"apply-config":["floor"]}`},
		{"resetCallManagerGroup", "<name>Default</name>", `{"reset":["floor"]}`},
		{"resetEnterpriseParameters", "", `{"reset":["floor"]}`},
		{"doEnterpriseParametersReset", "", `{"reset":["floor"]}`},
		{"updatePhone", "<name>SEP0A0101000001</name><certificateOperation>Install/Upgrade</certificateOperation>", `{"certificate-operation":{"operation":"install-upgrade","phones":["floor[1]"]}}`},
		{"updatePhone", "<name>SEP0A0101000001</name><vendorConfig><webAccess>0</webAccess></vendorConfig>", `{"product-specific":{"phones":["floor[1]"],"web-access":"enabled"}}`},
		{"updateServiceParameter", "<processNodeName>EnterpriseWideData</processNodeName><name>RollBackToPreGrayback</name><service>Enterprise Wide</service><value>T</value>",
			`{"set":{"parameter":"Prepare Cluster for Rollback to pre 8.0","value":"True"}}`},
	} {
		got := s.Post("/axl/", "", asked("14.0", row.operation, row.content))
		require.Equal(t, 200, got.Status, "%s: %s", row.operation, got.Body)
		did := s.Did()
		require.Contains(t, did[len(did)-1], "axl administrator: ", row.operation)
		require.YAMLEq(t, row.step, strings.TrimPrefix(did[len(did)-1], "axl administrator: "))
	}
	require.Contains(t, s.Post("/axl/", "", asked("14.0", "getPhone", "<name>SEP0A0101000001</name><returnedTags><certificateOperation/><vendorConfig/></returnedTags>")).Body,
		"<vendorConfig><webAccess>0</webAccess></vendorConfig><certificateOperation>Install/Upgrade</certificateOperation>")
	before := len(s.Did())
	for _, row := range []struct{ operation, content, says string }{
		{"updatePhone", "<name>SEP0A0101000001</name><certificateOperation>Brew</certificateOperation>", "none of its values"},
		{"updatePhone", "<name>SEP0A0101000001</name><description>mine</description>", "does not keep"},
		{"updatePhone", "<name>SEP0A0101000001</name><securityProfileName>none</securityProfileName>", "5007"},
		{"resetDevicePool", "<name>Elsewhere</name>", "The specified DevicePool was not found"},
		{"updateServiceParameter", "<name>ClusterSecurityMode</name><value>1</value>", "utils ctl set-cluster"},
		{"updateTvsCertificate", "<issuerName>x</issuerName><serialNumber>00</serialNumber><timeToLive>1</timeToLive>", "5007"},
	} {
		got := s.Post("/axl/", "", asked("14.0", row.operation, row.content))
		require.Equal(t, 500, got.Status, got.Body)
		require.Contains(t, got.Body, row.says)
		require.Len(t, s.Did(), before, row.operation)
	}
}
