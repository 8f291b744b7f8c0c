package controlcenter_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/automation"
	"tvslab/sim/lab/testnode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	keys     = "../../../testdata/keys"
	path     = "/controlcenterservice2/services/ControlCenterServices"
	extended = path + "Ex"
)

func serve(t *testing.T) *testnode.Lab {
	t.Helper()
	return testnode.Serve(t, testnode.Site, keys, automation.Apps())
}

func asked(operation, content string) string {
	return `<ns0:` + operation + ` xmlns:ns0="http://schemas.cisco.com/ast/soap">` + content + `</ns0:` + operation + `>`
}

// control is a request to do something to services.
func control(kind, services string) string {
	return asked("soapDoControlServices", "<ControlServiceRequest><NodeName>elsewhere</NodeName><ControlType>"+kind+"</ControlType><ServiceList>"+services+"</ServiceList></ControlServiceRequest>")
}

func item(name string) string { return "<item>" + name + "</item>" }

func TestAnswers(t *testing.T) {
	s := serve(t)
	require.NoError(t, s.Lab.Play(t.Context(), "test", "stop: {service: [Cisco Tftp], nodes: cucm-pub}"))
	for name, row := range map[string]struct{ path, body string }{
		"all":      {path, asked("soapGetServiceStatus", "<ServiceStatus/>")},
		"some":     {path, asked("soapGetServiceStatus", "<ServiceStatus>Cisco Tftp</ServiceStatus><ServiceStatus>Cisco Trust Verification Service</ServiceStatus><ServiceStatus>Cisco Tftpd</ServiceStatus>")},
		"items":    {path, asked("soapGetServiceStatus", "<ServiceStatus><item>Cisco WebDialer Web Service</item></ServiceStatus>")},
		"static":   {path, asked("soapGetStaticServiceList", "<ServiceInformationResponse/>")},
		"products": {path, asked("getProductInformationList", "<ServiceInfo/>")},
		"extended": {extended, asked("getStaticServiceListExtended", "")},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.Post(row.path, "", row.body)
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			testnode.Golden(t, name+".xml", got.Body)
		})
	}
}

// TestControl: what is done is in the history, by whom, on the node that was asked whatever the request names.
func TestControl(t *testing.T) {
	s := serve(t)
	for _, row := range []struct{ name, path, body, state, did string }{
		{"stop", path, control("Stop", item("Cisco Tftp")), "Stopped", "stop: "},
		{"start", path, control("Start", item("Cisco Tftp")), "Started", "start: "},
		{"restart", path, control("Restart", item("Cisco Tftp")+item("Cisco Trust Verification Service")), "Started", "restart: "},
		{"extended", extended, asked("soapDoControlServicesEx", "<ProductId>CallManager</ProductId><DependencyType>None</DependencyType><ControlType>Stop</ControlType><ServiceList><item>Cisco Tftp</item></ServiceList>"), "Stopped", "stop: "},
		{"deactivate", path, asked("soapDoServiceDeployment", "<DeploymentServiceRequest><NodeName/><DeployType>UnDeploy</DeployType><ServiceList><item>Cisco Tftp</item></ServiceList></DeploymentServiceRequest>"), "Stopped", "deactivate: "},
		{"activate", extended, asked("soapDoServiceDeploymentNoDbUpdate", "<DeploymentServiceRequest><DeployType>Deploy</DeployType><ServiceList><item>Cisco Tftp</item></ServiceList></DeploymentServiceRequest>"), "Started", "activate: "},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := s.Post(row.path, "soapDoControlServices", row.body)
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			require.Contains(t, got.Body, "<ns1:ServiceName>Cisco Tftp</ns1:ServiceName><ns1:ServiceStatus>"+row.state)
			did := s.Did()
			last := did[len(did)-1]
			require.True(t, strings.HasPrefix(last, "control-center administrator: "+row.did), last)
			require.Contains(t, last, "cucm-pub")
			require.NotContains(t, last, "elsewhere")
		})
	}
}

func TestRefused(t *testing.T) {
	s := serve(t)
	before := s.Did()
	for want, body := range map[string]string{
		"cannot be controlled by the web service that it serves": control("Restart", item("Cisco Tomcat")),
		"Service Cisco TFTP is not on this node":                 control("Restart", item("Cisco TFTP")),
		"ControlType: &quot;Halt&quot;":                          control("Halt", item("Cisco Tftp")),
		"ServiceList: 1 to 200 services":                         control("Stop", ""),
		"ServiceStatus: more than 200 services":                  asked("soapGetServiceStatus", "<ServiceStatus>"+strings.Repeat(item("x"), 201)+"</ServiceStatus>"),
	} {
		got := s.Post(path, "", body)
		require.Equal(t, http.StatusInternalServerError, got.Status)
		require.Contains(t, got.Body, want)
	}
	require.Equal(t, before, s.Did(), "nothing was done")
}

func TestWSDL(t *testing.T) {
	s := serve(t)
	for at, name := range map[string]string{path: "ControlCenterServices", extended: "ControlCenterServicesEx"} {
		got := s.Do(http.MethodGet, "cucm-pub", at+"?wsdl", testnode.Accounts.Application[0], nil, nil)
		require.Equal(t, http.StatusOK, got.Status)
		require.Contains(t, got.Body, `<wsdl:service name="`+name+`">`)
		require.Contains(t, got.Body, `<soap:address location="https://`+s.At("cucm-pub")+at+`"/>`)
	}
}
