package perfmon_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/perfmon"
	"tvslab/sim/lab/testnode"
	"tvslab/sim/lab/tomcat"
	"tvslab/tftpd"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// town is a lab whose nodes have the service.
type town struct {
	*testing.T
	*testnode.Lab
}

func serve(t *testing.T, change ...func(*tomcat.Server)) town {
	return town{t, testnode.Serve(t, testnode.Site, "../../../testdata/keys", []tomcat.App{perfmon.Service().App()}, change...)}
}

// ask posts an operation, and returns what the answer holds.
func (n town) ask(status int, operation, content string) string {
	n.Helper()
	got := n.Post("/perfmonservice2/services/PerfmonService/", "http://schemas.cisco.com/ast/soap/action/#PerfmonPort#"+operation,
		`<soap:`+operation+` xmlns:soap="http://schemas.cisco.com/ast/soap">`+content+`</soap:`+operation+`>`)
	require.Equal(n, status, got.Status, got.Body)
	if status != http.StatusOK {
		return got.Body
	}
	_, body, ok := strings.Cut(got.Body, "<ns1:"+operation+"Response xmlns:ns1=\"http://schemas.cisco.com/ast/soap\"")
	require.True(n, ok, got.Body)
	body, _, _ = strings.Cut(body, "</ns1:"+operation+"Response>")
	return strings.TrimPrefix(body, ">")
}

func value(counter, value, status string) string {
	return "<ns1:Name>" + counter + "</ns1:Name><ns1:Value>" + value + "</ns1:Value><ns1:CStatus>" + status + "</ns1:CStatus>"
}

// TestCollect: counters of an object, byte for byte, follow what happens.
func TestCollect(t *testing.T) {
	n := serve(t)
	const asked = "<soap:Host>cucm-pub</soap:Host><soap:Object>Cisco CallManager</soap:Object>"
	n.registered(asked)
	require.NoError(t, n.Lab.Lab.Play(t.Context(), "test", "power-off: all"))
	require.Contains(t, n.ask(http.StatusOK, "perfmonCollectCounterData", asked),
		"<ns1:perfmonCollectCounterDataReturn>"+value(`\\cucm-pub\Cisco CallManager\RegisteredHardwarePhones`, "0", "1")+"</ns1:perfmonCollectCounterDataReturn>")
	require.Contains(t, n.ask(http.StatusInternalServerError, "perfmonCollectCounterData", "<soap:Object>Coffee</soap:Object>"), "not known")
}

// registered switches all phones on, and sees that they are counted.
func (n town) registered(asked string) {
	n.Helper()
	require.NoError(n, n.Lab.Lab.Play(n.Context(), "test", "power-on: all"))
	got := n.ask(http.StatusOK, "perfmonCollectCounterData", asked)
	require.Contains(n, got, `\\cucm-pub\Cisco CallManager\RegisteredHardwarePhones</ns1:Name><ns1:Value>`)
	require.NotContains(n, got, `RegisteredHardwarePhones</ns1:Name><ns1:Value>0<`)
}

// TestFiles: files that the node was asked for are counted by how they came, and those of other nodes are not.
func TestFiles(t *testing.T) {
	seen := new(control.Transfers)
	n := serve(t, func(s *tomcat.Server) { s.Lab.Transfers = seen })
	pub, sub := n.Lab.Lab.Places()[0].Node, n.Lab.Lab.Places()[1].Node
	for _, e := range []lab.Access{
		{Node: pub, Protocol: "TFTP", Outcome: tftpd.OutcomeSent}, {Node: pub, Protocol: "TFTP", Outcome: tftpd.OutcomeNotFound},
		{Node: pub, Protocol: "TFTP", Outcome: tftpd.OutcomeInterrupted}, {Node: pub, Protocol: "HTTPS", Outcome: tftpd.OutcomeNotFound},
		{Node: sub, Protocol: "TFTP", Outcome: tftpd.OutcomeSent}, {Node: pub, Protocol: "Tomcat", Outcome: tftpd.OutcomeNotFound},
	} {
		seen.Add(e)
	}
	got := n.ask(http.StatusOK, "perfmonCollectCounterData", "<soap:Host>cucm-pub</soap:Host><soap:Object>Cisco TFTP</soap:Object>")
	for counter, want := range map[string]string{"Requests": "3", "RequestsProcessed": "1", "RequestsNotFound": "1", "RequestsAborted": "1",
		"HttpRequests": "1", "HttpRequestsProcessed": "0", "HttpRequestsNotFound": "1", "HttpRequestsAborted": "0"} {
		require.Contains(t, got, value(`\\cucm-pub\Cisco TFTP\`+counter, want, "1"))
	}
}

// TestSession: a session has the counters that were added, and is gone when it was closed.
func TestSession(t *testing.T) {
	n := serve(t)
	handle := strings.NewReplacer("<ns1:perfmonOpenSessionReturn>", "", "</ns1:perfmonOpenSessionReturn>", "").Replace(n.ask(http.StatusOK, "perfmonOpenSession", ""))
	session := "<soap:SessionHandle>" + handle + "</soap:SessionHandle>"
	counters := func(names ...string) string {
		text := session + "<soap:ArrayOfCounter>"
		for _, name := range names {
			text += "<soap:Counter><soap:Name>" + name + "</soap:Name></soap:Counter>"
		}
		return text + "</soap:ArrayOfCounter>"
	}
	n.ask(http.StatusOK, "perfmonAddCounter", counters(`\\n\Partition(Common)\% Used`, `\\n\Processor(_Total)\% CPU Time`, `\\n\Coffee\Cups`))
	n.ask(http.StatusOK, "perfmonRemoveCounter", counters(`\\n\Processor(_Total)\% CPU Time`))
	got := n.ask(http.StatusOK, "perfmonCollectSessionData", session)
	require.Equal(t, "<ns1:perfmonCollectSessionDataReturn>"+value(`\\n\Partition(Common)\% Used`, "20", "1")+"</ns1:perfmonCollectSessionDataReturn>"+
		"<ns1:perfmonCollectSessionDataReturn>"+value(`\\n\Coffee\Cups`, "0", "0")+"</ns1:perfmonCollectSessionDataReturn>", got)
	require.Contains(t, n.ask(http.StatusInternalServerError, "perfmonAddCounter", counters("Cups")), "is not valid")
	n.ask(http.StatusOK, "perfmonCloseSession", session)
	require.Contains(t, n.ask(http.StatusInternalServerError, "perfmonCollectSessionData", session), "is unknown")
}

// TestLists: what there is, and what it means.
func TestLists(t *testing.T) {
	n := serve(t)
	require.Contains(t, n.ask(http.StatusOK, "perfmonListCounter", "<soap:Host>n</soap:Host>"),
		"<ns1:Name>Cisco TFTP</ns1:Name><ns1:MultiInstance>false</ns1:MultiInstance><ns1:ArrayOfCounter><ns1:item><ns1:Name>HeartBeat</ns1:Name></ns1:item><ns1:item><ns1:Name>Requests</ns1:Name></ns1:item>")
	require.Equal(t, 3, strings.Count(n.ask(http.StatusOK, "perfmonListInstance", "<soap:Object>Processor</soap:Object>"), "<ns1:perfmonListInstanceReturn>"))
	require.Contains(t, n.ask(http.StatusOK, "perfmonQueryCounterDescription", `<soap:Counter>\\n\Memory\% Mem Used</soap:Counter>`), "physical memory")
}

// TestRate: beyond the limit a fault with Cisco's words.
func TestRate(t *testing.T) {
	n := serve(t, func(s *tomcat.Server) { s.Limits = tomcat.RealLimits() })
	for range 50 {
		n.ask(http.StatusOK, "perfmonListInstance", "<soap:Object>Memory</soap:Object>")
	}
	require.Contains(t, n.ask(http.StatusInternalServerError, "perfmonListInstance", "<soap:Object>Memory</soap:Object>"), "Exceeded allowed rate for Perfmon information")
}
