package ris_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/automation"
	"tvslab/sim/lab/testnode"
	"tvslab/sim/lab/tomcat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	keys = "../../../testdata/keys"
	path = "/realtimeservice2/services/RISService70"
)

// site is two call managers and phones of two kinds, of which one is rejected by nobody and one is off.
const site = `title: Phones
release: "12.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1], tvs: [cucm-sub1, cucm-pub]}
  desk: {model: "7965", count: 2, tftp: [cucm-pub, cucm-sub1], tvs: [cucm-pub]}
steps: [expect: {floor: {trust: none}}]
`

func serve(t *testing.T, change ...func(*tomcat.Server)) *testnode.Lab {
	t.Helper()
	s := testnode.Serve(t, site, keys, automation.Apps(), change...)
	did(t, s, "power-on: all")
	did(t, s, "power-off: floor[3]")
	return s
}

func did(t *testing.T, s *testnode.Lab, step string) {
	t.Helper()
	require.NoError(t, s.Lab.Play(t.Context(), "test", step))
}

// asked is a request as most clients write it.
func asked(operation, criteria string) string {
	return `<soap:` + operation + ` xmlns:soap="http://schemas.cisco.com/ast/soap"><soap:StateInfo></soap:StateInfo><soap:CmSelectionCriteria>` + criteria +
		`</soap:CmSelectionCriteria></soap:` + operation + `>`
}

func items(names ...string) string {
	return "<soap:SelectItems><soap:item><soap:Item>" + strings.Join(names, "</soap:Item></soap:item><soap:item><soap:Item>") + "</soap:Item></soap:item></soap:SelectItems>"
}

// all asks for all phones as clients do.
const all = "<soap:MaxReturnedDevices>1000</soap:MaxReturnedDevices><soap:DeviceClass>Phone</soap:DeviceClass><soap:Model>255</soap:Model><soap:Status>Any</soap:Status>" +
	"<soap:NodeName></soap:NodeName><soap:SelectBy>Name</soap:SelectBy><soap:SelectItems><soap:item><soap:Item>*</soap:Item></soap:item></soap:SelectItems>" +
	"<soap:Protocol>Any</soap:Protocol><soap:DownloadStatus>Any</soap:DownloadStatus>"

func TestAnswers(t *testing.T) {
	s := serve(t)
	for name, body := range map[string]string{
		"all":     asked("selectCmDevice", all),
		"nothing": asked("selectCmDeviceExt", items("SEP000000000000")),
	} {
		got := s.Post(path, "http://schemas.cisco.com/ast/soap/action/#RisPort#SelectCmDeviceExt", body)
		require.Equal(t, http.StatusOK, got.Status, got.Body)
		testnode.Golden(t, name+".xml", got.Body)
	}
}

// TestCriteria asks for phones in all ways; what is found is told by name and node.
func TestCriteria(t *testing.T) {
	s := serve(t)
	const floor1, floor2, floor3, desk1, desk2 = "SEP0A0101000001", "SEP0A0101000002", "SEP0A0101000003", "SEP0A0102000001", "SEP0A0102000002"
	for name, row := range map[string]struct {
		operation, criteria string
		want                []string
	}{
		"without anything":     {"selectCmDevice", "", []string{desk1, desk2, floor1, floor2, floor3}},
		"a wildcard":           {"selectCmDevice", items("SEP0A0101*"), []string{floor1, floor2, floor3}},
		"no wildcards":         {"selectCmDeviceExt", items("SEP0A0101*"), nil},
		"names":                {"selectCmDeviceExt", items(floor2, strings.ToLower(desk1)), []string{desk1, floor2}},
		"names in one item":    {"selectCmDeviceExt", items(floor2 + ", " + desk1), []string{desk1, floor2}},
		"registered":           {"selectCmDevice", "<soap:Status>Registered</soap:Status>", []string{desk1, desk2, floor1, floor2}},
		"unregistered":         {"selectCmDevice", "<soap:Status>UnRegistered</soap:Status>", []string{floor3}},
		"a node":               {"selectCmDevice", "<soap:NodeName>cucm-pub</soap:NodeName>", []string{desk1, desk2}},
		"a model":              {"selectCmDevice", "<soap:Model>683</soap:Model>", []string{floor1, floor2, floor3}},
		"a protocol":           {"selectCmDevice", "<soap:Protocol>SCCP</soap:Protocol>", []string{desk1, desk2}},
		"another class":        {"selectCmDevice", "<soap:DeviceClass>Gateway</soap:DeviceClass>", nil},
		"a directory number":   {"selectCmDevice", "<soap:SelectBy>DirNumber</soap:SelectBy>" + items("4002"), []string{desk2, floor2}},
		"a description":        {"selectCmDevice", "<soap:SelectBy>Description</soap:SelectBy>" + items("SEP*1"), []string{desk1, floor1}},
		"an address":           {"selectCmDevice", "<soap:SelectBy>IPV4Address</soap:SelectBy>" + items("10.78.0.2"), []string{floor2}},
		"cut off":              {"selectCmDevice", "<soap:MaxReturnedDevices>2</soap:MaxReturnedDevices>", []string{floor1, floor2}},
		"brackets mean nobody": {"selectCmDevice", items("SEP[0-9]*"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.Post(path, "", asked(row.operation, row.criteria))
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			require.Equal(t, row.want, between(got.Body, "<ns1:Name>SEP", "</ns1:Name>", "SEP"))
		})
	}
}

// between are the texts between two marks, with a prefix.
func between(body, begin, end, prefix string) (list []string) {
	for _, part := range strings.Split(body, begin)[1:] {
		text, _, _ := strings.Cut(part, end)
		list = append(list, prefix+text)
	}
	return list
}

func TestRefused(t *testing.T) {
	s := serve(t)
	for criteria, want := range map[string]string{
		"<soap:Status>Asleep</soap:Status>":                           `Status: "Asleep" is not one of Any, Registered`,
		"<soap:Model>many</soap:Model>":                               `Model: "many" is no number`,
		"<soap:MaxReturnedDevices>-1</soap:MaxReturnedDevices>":       `MaxReturnedDevices: "-1" is no number`,
		items(strings.Repeat("x", 256)):                               "SelectItems: at most 2000 items of 255 characters",
		items(strings.TrimSuffix(strings.Repeat("SEP1,", 2001), ",")): "SelectItems: at most",
	} {
		got := s.Post(path, "selectCmDevice", asked("selectCmDevice", criteria))
		require.Equal(t, http.StatusInternalServerError, got.Status)
		require.Contains(t, strings.ReplaceAll(got.Body, "&quot;", `"`), "<faultstring>"+want)
	}
}

// TestFailover: a phone stands under the node that it left, too; the newest time is the truth.
func TestFailover(t *testing.T) {
	s := serve(t)
	did(t, s, "stop: {service: [Cisco CallManager], nodes: cucm-sub1}")
	did(t, s, "reset: floor")
	got := s.Post(path, "", asked("selectCmDeviceExt", items("SEP0A0101000001")))
	require.Equal(t, []string{"Registered", "UnRegistered"}, between(got.Body, "<ns1:DirNumber>4001-", "</ns1:DirNumber>", ""))
	require.Contains(t, got.Body, "<ns1:TotalDevicesFound>2</ns1:TotalDevicesFound>")
}

// TestRate: the texts that clients look for, with Cisco's spelling.
func TestRate(t *testing.T) {
	s := serve(t, func(s *tomcat.Server) { s.Limits = tomcat.RealLimits() })
	for range 15 {
		require.Equal(t, http.StatusOK, s.Post(path, "", asked("selectCmDeviceExt", items("SEP0A0101000001"))).Status)
	}
	got := s.Post(path, "", asked("selectCmDeviceExt", items("SEP0A0101000001")))
	require.Equal(t, http.StatusInternalServerError, got.Status)
	require.Contains(t, got.Body, "<faultstring>AxisFault: Exceeded allowed rate for Reatime information. Current allowed rate for realtime information is 15 requests per minute.</faultstring>")
}

func TestWSDL(t *testing.T) {
	s := serve(t)
	got := s.Do(http.MethodGet, "cucm-sub1", path+"?wsdl", testnode.Accounts.Application[0], nil, nil)
	require.Equal(t, http.StatusOK, got.Status)
	require.Contains(t, got.Body, `<wsdl:service name="RISService70">`)
	require.Contains(t, got.Body, `<soap:address location="https://`+s.At("cucm-sub1")+path+`"/>`)
}
