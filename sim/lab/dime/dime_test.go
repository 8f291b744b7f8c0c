package dime_test

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/automation"
	"tvslab/sim/lab/testnode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	path    = "/logcollectionservice2/services/LogCollectionPortTypeService"
	getFile = "/logcollectionservice/services/DimeGetFileService"
	tvsLog  = "/var/log/active/cm/trace/tvs/sdi/tvs00000000.txt"
)

// serve is a lab whose TVS was asked, so that it has logged.
func serve(t *testing.T) *testnode.Lab {
	t.Helper()
	s := testnode.Serve(t, testnode.Site, "../../../testdata/keys", automation.Apps())
	for _, step := range []string{"power-on: all", "regenerate: {certificate: CallManager, nodes: cucm-pub}", "restart: {service: Cisco Tftp, nodes: cucm-pub}", "reset: all", "wait: registered"} {
		require.NoError(t, s.Lab.Play(t.Context(), "test", step))
	}
	return s
}

func selection(services, systems, more string) string {
	return `<soap:selectLogFiles xmlns:soap="http://schemas.cisco.com/ast/soap"><soap:FileSelectionCriteria><soap:ServiceLogs>` + services + `</soap:ServiceLogs><soap:SystemLogs>` + systems +
		`</soap:SystemLogs>` + more + `</soap:FileSelectionCriteria></soap:selectLogFiles>`
}

func item(name string) string { return "<soap:item>" + name + "</soap:item>" }

func one(name string) string {
	return `<soap:GetOneFile xmlns:soap="http://schemas.cisco.com/ast/soap/"><FileName>` + name + `</FileName></soap:GetOneFile>`
}

// TestAnswers: as before byte for byte, but for sizes and dates.
func TestAnswers(t *testing.T) {
	s := serve(t)
	for name, body := range map[string]string{
		"list":    `<soap:listNodeServiceLogs xmlns:soap="http://schemas.cisco.com/ast/soap"><soap:ListRequest></soap:ListRequest></soap:listNodeServiceLogs>`,
		"select":  selection(item("Cisco Trust Verification Service")+item("Cisco Certificate Authority Proxy Function"), item("Event Viewer-Application Log"), "<soap:JobType>DownloadtoClient</soap:JobType>"),
		"nothing": selection(item("Cisco CallManager"), item(""), "<soap:SearchStr>zzz</soap:SearchStr>"),
	} {
		t.Run(name, func(t *testing.T) {
			got := s.Post(path, name, body)
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			text := regexp.MustCompile(`<ns1:(filesize|modifiedDate)>[^<]+<`).ReplaceAllString(got.Body, "<ns1:$1>*<")
			testnode.Golden(t, name+".xml", text)
		})
	}
	got := s.Post(path, "", selection(item("Cisco Trust Verification Service"), "", "<soap:SearchStr>no such text</soap:SearchStr>"))
	require.NotContains(t, got.Body, "File>")
}

// TestFile: the file of a selection comes whole, as an attachment.
func TestFile(t *testing.T) {
	s := serve(t)
	log, err := s.Lab.Log("cucm-pub", strings.TrimPrefix(tvsLog, "/var/log/active/"), 1<<20)
	require.NoError(t, err)
	require.NotEmpty(t, log.Lines)
	got := s.Post(getFile, "http://schemas.cisco.com/ast/soap/action/#LogCollectionPort#GetOneFile", one(tvsLog))
	require.Equal(t, http.StatusOK, got.Status, got.Body)
	kind, parameters, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/related", kind)
	parts := multipart.NewReader(strings.NewReader(got.Body), parameters["boundary"])
	answer, err := parts.NextRawPart()
	require.NoError(t, err)
	require.Equal(t, "text/xml; charset=UTF-8", answer.Header.Get("Content-Type"))
	said, err := io.ReadAll(answer)
	require.NoError(t, err)
	attached, err := parts.NextRawPart()
	require.NoError(t, err)
	require.Contains(t, string(said), `href="cid:`+strings.Trim(attached.Header.Get("Content-Id"), "<>")+`"`)
	text, err := io.ReadAll(attached)
	require.NoError(t, err)
	require.Equal(t, strings.Join(log.Lines, "\n")+"\n", string(text))
	_, err = parts.NextPart()
	require.ErrorIs(t, err, io.EOF)
}

func TestRefused(t *testing.T) {
	s := serve(t)
	for name, row := range map[string]struct{ path, body, says string }{
		"no such file":   {getFile, one("/var/log/active/cm/trace/tvs/sdi/other.txt"), "FileName /var/log/active/cm/trace/tvs/sdi/other.txt do not exist"},
		"elsewhere":      {getFile, one("/etc/passwd"), "do not exist"},
		"upwards":        {getFile, one("/var/log/active/../../../etc/passwd"), "do not exist"},
		"no file":        {getFile, one(""), "do not exist"},
		"no such call":   {getFile, `<x xmlns="http://schemas.cisco.com/ast/soap/"/>`, "No such operation 'x'"},
		"no criteria":    {path, `<soap:selectLogFiles xmlns:soap="http://schemas.cisco.com/ast/soap"/>`, "FileSelectionCriteria is missing"},
		"to SFTP server": {path, selection(item("Cisco Trust Verification Service"), "", "<soap:JobType>PushtoSFTPServer</soap:JobType>"), "PushtoSFTPServer"},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.Post(row.path, "", row.body)
			require.Equal(t, http.StatusInternalServerError, got.Status)
			require.Contains(t, got.Body, row.says)
			require.NotContains(t, got.Body, "root:")
		})
	}
	got := s.Do(http.MethodGet, "cucm-pub", getFile, testnode.Accounts.Application[0], nil, nil)
	require.Equal(t, http.StatusMethodNotAllowed, got.Status)
	got = s.Do(http.MethodPost, "cucm-pub", getFile, testnode.Accounts.Platform[0], nil, nil)
	require.Equal(t, http.StatusUnauthorized, got.Status)
}
