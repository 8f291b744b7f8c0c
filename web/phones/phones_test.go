package phones_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/api/testapi"
	"tvslab/sim/lab/clock"
	"tvslab/web"
	"tvslab/web/frame"
	"tvslab/web/testbrowser"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }

// room is a lab of so many desk phones and two others, and its pages.
type room struct {
	*testing.T
	*frame.Room
	pages http.Handler
}

const labTitle = `Lab <script>alert(1)</script>`

func open(t *testing.T, desks int, steps ...string) *room {
	t.Helper()
	shared := testapi.LabOf(t, "../../testdata/keys", fmt.Sprintf(`title: A lab
release: "11.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  berlin-8841: {model: "8841", count: %d, tftp: [cucm-pub, cucm-sub1], group: [cucm-pub, cucm-sub1]}
  berlin-7940: {model: "7940", count: 1, tftp: [cucm-sub1], group: [cucm-sub1]}
  lobby: {model: "8851", count: 1, tftp: [cucm-pub], group: [cucm-pub]}
steps: [expect: {lobby: {trust: none}}]
`, desks))
	shared.Begin(clock.Stopped, 5)
	for _, step := range steps {
		require.NoError(t, shared.Play(t.Context(), "test", step))
	}
	one := &frame.Room{Lab: shared, Title: labTitle, Base: "/", PhoneWeb: map[string]string{"SEP0A0101000001": "http://127.78.0.1:8080/"}}
	pages, err := web.Site().Handler(one, func(*http.Request) string { return "" })
	require.NoError(t, err)
	return &room{t, one, pages}
}

// locked is what locks desk phones: both keys that sign and vouch change before they fetch anything.
var locked = []string{
	`power-on: all`, `power-off: "berlin-8841[3]"`, `regenerate: {nodes: all, certificate: CallManager}`, `regenerate: {nodes: all, certificate: TVS}`,
	`restart: {nodes: all, service: Cisco Tftp}`, `restart: {nodes: all, service: Cisco Trust Verification Service}`,
}

func (r *room) get(path string, want int) string {
	r.Helper()
	w := httptest.NewRecorder()
	r.pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil).WithContext(r.Context()))
	require.Equal(r, want, w.Code, w.Body.String())
	return w.Body.String()
}

func (r *room) post(values url.Values, want int) string {
	r.Helper()
	q := httptest.NewRequest(http.MethodPost, "/phones/deed", strings.NewReader(values.Encode())).WithContext(r.Context())
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("HX-Request", "true")
	w := httptest.NewRecorder()
	r.pages.ServeHTTP(w, q)
	require.Equal(r, want, w.Code, w.Body.String())
	return w.Body.String()
}

type document struct {
	Version, Clock, Codes, In string
	Total, Chosen             int
	Sections                  []struct {
		Name, Filter string
		Count        int
	}
	Counts map[string]int
	Rows   [][2]string
}

func (r *room) field(query string) (d document) {
	r.Helper()
	require.NoError(r, json.Unmarshal([]byte(r.get("/phones/field?"+query, http.StatusOK)), &d))
	return d
}

// TestField: the field says of each phone what it is, in sections, and nothing to whoever has it already.
func TestField(t *testing.T) {
	r := open(t, 5, locked...)
	d := r.field("rows=1")
	require.Equal(t, 7, d.Total)
	require.Equal(t, 7, d.Chosen)
	require.Equal(t, [][2]string{{"SEP0A0101000001", "5"}, {"SEP0A0102000001", "1"}, {"SEP0A0103000001", "1"}}, d.Rows)
	require.Equal(t, "0x5,1x1,2x1,", d.In)
	require.Equal(t, 1, d.Counts["off"])
	require.Equal(t, 6, d.Counts["reset"])
	require.Equal(t, 6, d.Counts["locked"])
	require.Equal(t, []string{"berlin-8841", "group:berlin-8841"}, []string{d.Sections[0].Name, d.Sections[0].Filter})
	r.get("/phones/field?have="+d.Version, http.StatusNoContent)

	some := r.field("by=site&q=" + url.QueryEscape("locked model:8841"))
	require.Equal(t, []int{7, 5}, []int{some.Total, some.Chosen})
	require.Empty(t, some.Rows)
	require.Len(t, some.Sections, 1)
	require.Equal(t, "locked model:8841 site:berlin", some.Sections[0].Filter)
	require.Equal(t, 5, some.Counts["locked"])
	for by, sections := range map[string]string{
		"group": "berlin-8841 berlin-7940 lobby", "site": "berlin lobby", "model": "8841 7940 8851", "tftp": "cucm-pub cucm-sub1", "registered": "cucm-pub cucm-sub1 switched off",
	} {
		var names []string
		for _, s := range r.field("by=" + by).Sections {
			require.Equal(t, s.Count, r.field("q="+url.QueryEscape(s.Filter)).Chosen, s.Filter)
			names = append(names, s.Name)
		}
		require.Equal(t, sections, strings.Join(names, " "), by)
	}
	require.Contains(t, r.get("/phones/field?q=lokced", http.StatusUnprocessableEntity), "did you mean locked?")
	require.Contains(t, r.get("/phones/field?by=modle", http.StatusUnprocessableEntity), "did you mean model?")
	require.Contains(t, r.get("/phones/words?q=group:lo", http.StatusOK), `"group:lobby"`)
}

// TestPages: pages say what the lab says; what is text stays text.
func TestPages(t *testing.T) {
	r := open(t, 3, locked...)
	page := r.get("/phones?q=locked+-model:8851", http.StatusOK)
	for _, part := range []string{
		`value="locked -model:8851"`, `<b data-chosen>3 phones</b> of 5`, `data-count="locked">3<`, `hx-confirm="Reset 3 phones?`, `aria-current="true"`,
		`href="/phones?q=-model%3A8851`, `data-question="Delete the ITL file on #?`, `Lab &lt;script&gt;`,
	} {
		require.Contains(t, page, part)
	}
	require.Contains(t, r.get("/phones?q="+url.QueryEscape(`<script>alert(1)</script>`), http.StatusOK), "no word of a filter")
	list := r.get("/phones?view=list&q=on", http.StatusOK)
	require.Contains(t, list, "<caption>4 phones, by name, at 2026-01-05 ")
	require.Contains(t, list, `href="/phones/SEP0A0101000001"`)
	require.NotContains(t, list, "SEP0A0101000003")
	require.Contains(t, r.get("/phones?view=list&part=list&q=behind", http.StatusOK), "No phone is so.")

	one := r.get("/phones/SEP0A0101000001", http.StatusOK)
	for _, part := range []string{"Checksum that it shows", "CN=cucm-pub", "from cucm-pub", "SEP0A0101000001.cnf.xml.sgn", `href="http://127.78.0.1:8080/"`, "Decisions of the last boot (power-on)", "waits for a reset", "Where it stands"} {
		require.Contains(t, one, part)
	}
	story := r.get("/phones/0a:01:01:00:00:01?part=story", http.StatusOK)
	for _, part := range []string{"What would end it", "delete-trust-list", "Whom it trusts", "where it looked"} {
		require.Contains(t, story, part)
	}
	for _, path := range []string{"/phones", "/phones?q=" + url.QueryEscape(`name:"<script>"`), "/phones?view=list", "/phones/SEP0A0101000001", "/phones/SEP0A0103000001?part=story"} {
		require.NotContains(t, strings.ReplaceAll(r.get(path, http.StatusOK), "<script defer src=", ""), "<script>alert")
	}
	for _, path := range []string{"/phones/SEP0A0101000099", "/phones/nobody", "/phones/SEP0A0101000099/screen.png", "/phones/x/screen.png"} {
		r.get(path, http.StatusNotFound)
	}
}

// TestPictures: the field is an SVG, and screens are PNG, of phones that are off too.
func TestPictures(t *testing.T) {
	r := open(t, 3, locked...)
	picture := r.get("/phones/field.svg?q=locked&dark=1&save=1", http.StatusOK)
	require.NoError(t, xml.Unmarshal([]byte(picture), new(struct{})))
	require.Equal(t, 4, strings.Count(picture, "<use "))
	require.Contains(t, picture, "Lab &lt;script&gt;")
	r.get("/phones/field.svg?q=x", http.StatusUnprocessableEntity)
	for _, name := range []string{"SEP0A0101000001", "SEP0A0101000003", "SEP0A0102000001"} {
		_, err := png.Decode(strings.NewReader(r.get("/phones/"+name+"/screen.png", http.StatusOK)))
		require.NoError(t, err)
	}
}

// TestDeeds: buttons do what they say to those that are chosen, and to no others.
func TestDeeds(t *testing.T) {
	r := open(t, 3, `power-on: all`)
	chosen := func(q string) int { return r.field("q=" + url.QueryEscape(q)).Chosen }
	require.Contains(t, r.post(url.Values{"do": {"off"}, "q": {"model:8841 -name:*3"}}, http.StatusOK), "off: 2 phones, at 2026")
	require.Equal(t, 2, chosen("off"))
	r.post(url.Values{"do": {"on"}, "q": {"off"}}, http.StatusOK)
	for _, do := range []string{"reset", "restart", "apply"} {
		require.Contains(t, r.post(url.Values{"do": {do}, "q": {"name:SEP0A0101000001"}}, http.StatusOK), do+": 1 phone, ")
	}
	r.post(url.Values{"do": {"move"}, "q": {"group:lobby"}, "tftp1": {"cucm-sub1"}, "tftp2": {"cucm-pub"}}, http.StatusOK)
	require.Equal(t, 2, r.field("by=tftp").Sections[1].Count)
	require.Contains(t, r.post(url.Values{"do": {"move"}, "q": {""}}, http.StatusUnprocessableEntity), "choose TFTP servers")
	r.post(url.Values{"do": {"delete-trust-list"}, "list": {"itl"}, "q": {"name:SEP0A0101000002"}}, http.StatusOK)
	r.post(url.Values{"do": {"factory-reset"}, "q": {"name:SEP0A0101000002"}}, http.StatusOK)
	for _, wrong := range []url.Values{{"do": {"reset"}, "q": {"locked"}}, {"do": {"explode"}}, {"do": {"reset"}, "q": {"lokced"}}} {
		require.Contains(t, r.post(wrong, http.StatusUnprocessableEntity), `class="notice problem"`)
	}
	r.Past = "as it was"
	require.Contains(t, r.post(url.Values{"do": {"off"}}, http.StatusUnprocessableEntity), "the past cannot be changed")
	require.NotContains(t, r.get("/phones", http.StatusOK), "Factory reset")
}

// many is how many phones a page must stand.
const many = 10_000

// TestManyPhones: ten thousand phones are one small answer, quickly, alike or in disorder. Times are told, not judged.
func TestManyPhones(t *testing.T) {
	r := open(t, many-2, `power-on: all`)
	ask := func(what, query string) {
		began := time.Now()
		body := r.get("/phones/field?"+query, http.StatusOK)
		took := time.Since(began)
		var d document
		require.NoError(t, json.Unmarshal([]byte(body), &d))
		require.Equal(t, many, d.Total)
		require.Less(t, len(body), 200_000)
		t.Logf("%s: %d bytes, %v", what, len(body), took.Round(10*time.Microsecond))
	}
	ask("alike", "rows=1")
	ask("alike, again", "")
	var some []string
	for i := 3; i < many; i += 7 {
		some = append(some, fmt.Sprintf("%q", "berlin-8841["+strconv.Itoa(i)+"]"))
	}
	require.NoError(t, r.Lab.Play(t.Context(), "test", "power-off: ["+strings.Join(some[:1000], ", ")+"]"))
	ask("each seventh is off", "by=registered")
	ask("a filter", "q="+url.QueryEscape("off site:berlin tftp:cucm-pub"))
	began := time.Now()
	picture := r.get("/phones/field.svg", http.StatusOK)
	t.Logf("SVG: %d bytes, %v", len(picture), time.Since(began).Round(time.Millisecond))
	began = time.Now()
	_, err := io.Copy(io.Discard, bytes.NewReader([]byte(r.get("/phones", http.StatusOK))))
	require.NoError(t, err)
	t.Logf("page: %v", time.Since(began).Round(time.Millisecond))
}
