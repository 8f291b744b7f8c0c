package cluster_test

import (
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/api/testapi"
	"tvslab/sim/lab/control"
	"tvslab/web/cluster"
	"tvslab/web/frame"
	"tvslab/web/testbrowser"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }

// oldLab is a cluster that can do what only older releases do, newLab the rest; both have a second cluster and systems.
const head = `title: A lab
release: %q
cluster:
  mode: %s
  tokens: [SAST-A, SAST-B]
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
other-clusters:
  other: {nodes: {far-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}}}
systems:
  uccx: {kind: uccx}
  trunk: {kind: sip-trunk, nodes: [cucm-sub1]}
phones:
  desk: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
  hall: {model: "7940", protocol: sip, tftp: [cucm-pub, cucm-sub1]}
steps: [expect: {hall: {trust: none}}]
`

// openLab is a lab in memory.
func openLab(t testing.TB, release, mode string) *control.Lab {
	t.Helper()
	text := strings.NewReplacer("%q", `"`+release+`"`, "%s", mode).Replace(head)
	return testapi.LabOf(t, "../../testdata/keys", text)
}

// site is the pages of a lab.
type site struct {
	*control.Lab
	http.Handler
}

func open(t testing.TB, release, mode string) *site {
	t.Helper()
	l := openLab(t, release, mode)
	room := &frame.Room{Lab: l, Title: "A lab", Base: "/"}
	files, err := fs.Sub(cluster.Files, "static")
	require.NoError(t, err)
	h, err := frame.New(cluster.Rows, frame.Static{"cluster": files}).Handler(room, func(*http.Request) string { return "" })
	require.NoError(t, err)
	return &site{l, h}
}

func (s *site) ask(t testing.TB, r *http.Request) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	return w.Code, string(body)
}

// get is the text of a page that must be there.
func (s *site) get(t testing.TB, path string) string {
	t.Helper()
	code, body := s.ask(t, httptest.NewRequest(http.MethodGet, path, nil))
	require.Equal(t, http.StatusOK, code, path+"\n"+body)
	return body
}

// post sends a form as the script of the page does.
func (s *site) post(t testing.TB, id string, form url.Values) (int, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/cluster/do/"+id, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	return s.ask(t, r)
}

func (s *site) play(t testing.TB, steps ...string) {
	t.Helper()
	for _, step := range steps {
		require.NoError(t, s.Play(t.Context(), "test", step), step)
	}
}

// words is the text of a page without its markup.
func words(html string) string {
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html, " ")
	return strings.Join(strings.Fields(strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&gt;", ">", "&amp;", "&", "&#43;", "+").Replace(text)), " ")
}

// TestPages: what each page says.
func TestPages(t *testing.T) {
	s := open(t, "11.5", "non-secure")
	s.play(t, "power-on: all", "backup: sftp1", "regenerate: {certificate: CallManager, nodes: cucm-sub1}", "stop: {service: Cisco Trust Verification Service, nodes: cucm-sub1}",
		"fault: {kind: disk-full, nodes: cucm-sub1}")
	for _, row := range []struct {
		path string
		says []string
	}{
		{"/cluster", []string{"11.5 · non-secure", "cucm-pub", "■ Cisco Trust Verification Service stopped", "▲ Cisco Tftp", "✕ disk-full", "other", "far-pub", "up uccx"}},
		{"/cluster/nodes/cucm-sub1", []string{"Control Center - Feature Services", "▲ CallManager of before", "works with the CallManager certificate of before", "■ stopped"}},
		{"/cluster/certificates", []string{"CallManager-trust", "Cisco Tftp on cucm-pub", "ITL of cucm-pub (signs)", "desk 3"}},
		{"/cluster/certificates?node=far-pub&store=tomcat", []string{"1 certificate of"}},
		{"/cluster/certificates?state=expired", []string{"0 certificates of"}},
		{"/cluster/lists", []string{"ITL of cucm-pub", "ITL of cucm-sub1", "3 (desk 3)", "★ signer", "Records side by side", "▲ The lists differ."}},
		{"/cluster/tvs", []string{"TVS of cucm-pub", "● known", "■ stopped", "Presents on TCP 2445"}},
		{"/cluster/parameters", []string{"Prepare Cluster for Rollback to pre 8.0", "Security Parameters", "cannot be edited"}},
		{"/cluster/backups", []string{"sftp1", "cucm-sub1/CallManager"}},
		{"/cluster/logs?node=cucm-pub", []string{"syslog/CiscoSyslog", "cm/trace/tvs/sdi/tvs00000000.txt"}},
		{"/cluster/pages?page=certificate-management&node=cucm-pub", []string{"Certificate List", "CallManager.pem"}},
		{"/cluster/do", []string{"Cisco Unified OS Administration", "Security > Certificate Management", "Regenerate"}},
		{"/cluster/do/regenerate", []string{"Cisco Unified OS Administration > Security > Certificate Management", "CallManager", "cucm-sub1"}},
		{"/cluster/terminal/cucm-pub", []string{"admin: on cucm-pub"}},
	} {
		t.Run(row.path, func(t *testing.T) {
			text := words(s.get(t, row.path))
			for _, said := range row.says {
				require.Contains(t, text, said)
			}
		})
	}
	for _, path := range []string{"/cluster/nodes/nobody", "/cluster/certificates/00", "/cluster/do/nothing", "/cluster/terminal/nobody", "/cluster/certificates/00/pem"} {
		code, body := s.ask(t, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, http.StatusNotFound, code, path+body)
	}
}

// TestParts: what refreshes itself can be asked for alone.
func TestParts(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	for _, path := range []string{"/cluster?part=state", "/cluster/nodes/cucm-pub?part=state", "/cluster/certificates?part=list", "/cluster/lists?part=versions", "/cluster/tvs?part=caches",
		"/cluster/backups?part=list", "/cluster/logs?part=lines", "/cluster/pages?part=opened"} {
		body := s.get(t, path)
		require.NotContains(t, body, "<html", path)
		require.Contains(t, body, "hx-get", path)
	}
}

// TestCertificatePage: the page of a certificate, its pop-up, and its file.
func TestCertificatePage(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	list, err := s.Certificates(control.CertificateQuery{Node: "cucm-pub", Store: "CallManager"})
	require.NoError(t, err)
	text := words(s.get(t, "/cluster/certificates/"+list[0].SHA256+"?node=cucm-pub&store=CallManager"))
	require.Contains(t, text, "Cisco CallManager on cucm-pub")
	require.Contains(t, text, "Certificate Details for")
	require.Contains(t, text, "days left")
	require.Contains(t, s.get(t, "/cluster/certificates/"+list[0].SHA256+"/pem"), "BEGIN CERTIFICATE")
	code, body := s.post(t, "regenerate", url.Values{"certificate": {"CallManager"}, "nodes": {"cucm-pub"}})
	require.Equal(t, http.StatusOK, code, body)
	require.Contains(t, body, `<dialog class="popup"`)
	require.Contains(t, words(body), "Success: Certificate Regenerated. Restart Cisco CallManager")
	require.Contains(t, words(body), "As a step: regenerate: {certificate: CallManager, nodes: cucm-pub}")
}

// TestPast: a moment of the past has no buttons, and takes no form.
func TestPast(t *testing.T) {
	l := openLab(t, "12.5", "non-secure")
	room := &frame.Room{Lab: l, Title: "A lab", Base: "/", Past: "This is the past."}
	h, err := frame.New(cluster.Rows, nil).Handler(room, func(*http.Request) string { return "" })
	require.NoError(t, err)
	s := &site{l, h}
	for _, path := range []string{"/cluster/nodes/cucm-pub", "/cluster/parameters", "/cluster/do/restart-feature", "/cluster/backups"} {
		require.NotContains(t, s.get(t, path), "hx-post", path)
	}
	code, body := s.post(t, "backup", url.Values{"argument": {"x"}})
	require.Equal(t, http.StatusUnprocessableEntity, code)
	require.Contains(t, body, "past")
	require.Empty(t, l.Backups())
}

// TestNoMarkup: what people and machines wrote in the lab is text.
func TestNoMarkup(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	const hostile = `"><img src=x onerror=alert(1)><script>alert(1)</script>`
	code, body := s.post(t, "backup", url.Values{"argument": {hostile}})
	require.Equal(t, http.StatusOK, code, body)
	code, refused := s.post(t, "restart-feature", url.Values{"service": {hostile}, "nodes": {"cucm-pub"}})
	require.Equal(t, http.StatusUnprocessableEntity, code)
	pages := body + refused
	for _, path := range []string{"/cluster/backups", "/cluster/do/restore", "/cluster/do/backup?argument=" + url.QueryEscape(hostile), "/cluster/certificates?node=" + url.QueryEscape(hostile)} {
		pages += s.get(t, path)
	}
	require.NotContains(t, pages, "<img src=x")
	require.NotContains(t, pages, "<script>alert")
	require.Contains(t, pages, "&lt;script&gt;")
}

// TestNoInline: pages have no script or style of their own, nor attributes that are.
func TestNoInline(t *testing.T) {
	files, err := os.ReadDir("templates")
	require.NoError(t, err)
	for _, f := range files {
		data, err := os.ReadFile("templates/" + f.Name())
		require.NoError(t, err)
		require.NotRegexp(t, `<style|\sstyle=|\son[a-z]+=|<script>|hx-on|javascript:`, string(data), f.Name())
	}
}
