package timeline_test

import (
	"flag"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
	"tvslab/web/frame"
	"tvslab/web/testbrowser"
	"tvslab/web/timeline"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }

const scenario = `title: A <b>lab</b>
release: "11.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
  hall: {model: "8841", tftp: [cucm-pub, cucm-sub1]}
steps:
  - power-on: all
  - expect: {desk: {trust: current}}
  - {regenerate: {certificate: CallManager, nodes: all}, note: both at once}
  - reset: all
`

// kept is a lab in a folder that lives, its clock stopped, after its first step.
func kept(t *testing.T) *control.Lab {
	t.Helper()
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	f, err := folder.Create(t.Context(), filepath.Join(t.TempDir(), "lab"), keys)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	s, err := scenarios.Load("lab.yaml", []byte(scenario))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	journal := control.NewJournal()
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: f.Keys(), Observe: journal.Add})
	require.NoError(t, err)
	_, err = r.Play(t.Context(), 1)
	require.NoError(t, err)
	require.NoError(t, f.Begin(t.Context(), r))
	shared := control.Share(r, control.NewLogs(), control.ResetsHeld)
	shared.Journal = journal
	shared.Store(f)
	shared.Begin(clock.Stopped, 5)
	return shared
}

func handler(t *testing.T, l *control.Lab) http.Handler {
	t.Helper()
	first := frame.Raw(http.MethodGet, "", func(w http.ResponseWriter, a *frame.Ask) { _, _ = io.WriteString(w, a.Past) })
	static, err := fs.Sub(timeline.Files, "static")
	require.NoError(t, err)
	h, err := frame.New(append([]frame.Row{first}, timeline.Rows...), frame.Static{"timeline": static}).
		Handler(&frame.Room{Lab: l, Title: "A lab", Base: "/"}, func(*http.Request) string { return "" })
	require.NoError(t, err)
	return h
}

// page is what a path answers.
func page(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	text, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	return w.Code, string(text)
}

// send sends a form as a script of the page does.
func send(t *testing.T, h http.Handler, path string, pairs ...string) (int, string) {
	t.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	q := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("HX-Request", "true")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q)
	return w.Code, w.Body.String()
}

func does(t *testing.T, l *control.Lab, steps ...string) {
	t.Helper()
	for _, s := range steps {
		_, err := l.Do(t.Context(), s)
		require.NoError(t, err)
	}
}

// TestPage: the page shows what was done, how phones stood then, and what can be done; nothing in it is taken for markup.
func TestPage(t *testing.T) {
	l := kept(t)
	h := handler(t, l)
	does(t, l, "regenerate: {certificate: CallManager, nodes: all}", "reset: desk")
	require.NoError(t, l.Snapshot(t.Context(), "<i>before</i>"))
	status, text := page(t, h, "/timeline")
	require.Equal(t, http.StatusOK, status, text)
	for _, want := range []string{"What happened", "reset: desk", "3 current", "Branch from step 2", "&lt;i&gt;before&lt;/i&gt;", "Next due at"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "<i>before")
	status, text = page(t, h, "/timeline?part=then&i=1")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "3 behind")
	require.Contains(t, text, "at/1/")
	for _, path := range []string{"/timeline?part=picture", "/timeline?part=steps", "/timeline?part=snapshots", "/timeline?part=plan", "/timeline?part=controls",
		"/timeline/steps/1?part=events", "/timeline/curve.json", "/timeline/strip.svg", "/timeline/branches.svg?theme=dark", "/timeline/plan.svg"} {
		status, text = page(t, h, path)
		require.Equal(t, http.StatusOK, status, "%s: %s", path, text)
	}
	status, _ = page(t, h, "/timeline/steps/x")
	require.Equal(t, http.StatusNotFound, status)
}

// TestForgotten: the page of a lab that nothing keeps says that there is no history.
func TestForgotten(t *testing.T) {
	h := handler(t, kept(t).Try())
	status, text := page(t, h, "/timeline")
	require.Equal(t, http.StatusOK, status, text)
	require.Contains(t, text, "the lab is forgotten when it ends")
	status, _ = page(t, h, "/timeline/strip.svg")
	require.Equal(t, http.StatusUnprocessableEntity, status)
}

// TestForms: undo, redo, branches, snapshots, the clock.
func TestForms(t *testing.T) {
	l := kept(t)
	h := handler(t, l)
	does(t, l, "regenerate: {certificate: CallManager, nodes: all}", "reset: all")
	for _, form := range []struct {
		path   string
		pairs  []string
		status int
		says   string
	}{
		{"/timeline/undo", nil, 200, "Step 2 is undone"},
		{"/timeline/redo", nil, 200, "Step 2 is done again"},
		{"/timeline/redo", nil, 422, "nothing was undone"},
		{"/timeline/branch", []string{"step", "1"}, 200, "goes on from after step 1"},
		{"/timeline/branch", []string{"step", "x"}, 422, "a number"},
		{"/timeline/branch", []string{"step", "77"}, 404, "no such step"},
		{"/timeline/snapshots", []string{"do", "take", "name", "one"}, 200, "is called"},
		{"/timeline/snapshots", []string{"do", "take", "name", "one"}, 422, "there is a snapshot"},
		{"/timeline/snapshots", []string{"do", "restore", "name", "one"}, 200, "goes on from"},
		{"/timeline/snapshots", []string{"do", "drop", "name", "one"}, 200, "any more"},
		{"/timeline/snapshots", []string{"do", "eat", "name", "one"}, 422, "take, restore or drop"},
		{"/timeline/clock", []string{"step", "10m"}, 200, "clock shows"},
		{"/timeline/clock", []string{"rate", "60x"}, 200, "60x"},
		{"/timeline/clock", []string{"rate", "stopped"}, 200, "stopped"},
		{"/timeline/clock", []string{"rate", "fast"}, 422, "fast"},
	} {
		status, text := send(t, h, form.path, form.pairs...)
		require.Equal(t, form.status, status, "%s %v: %s", form.path, form.pairs, text)
		require.Contains(t, text, form.says)
	}
}

// TestMomentRoom: a moment of the past is a site of its own below at/, which says so and changes nothing.
func TestMomentRoom(t *testing.T) {
	l := kept(t)
	h := handler(t, l)
	does(t, l, "regenerate: {certificate: CallManager, nodes: all}", "reset: all")
	require.NoError(t, l.Snapshot(t.Context(), "a name"))
	for _, place := range []string{"1", "m2", "0", "snapshot-a%20name"} {
		status, text := page(t, h, "/at/"+place+"/timeline")
		require.Equal(t, http.StatusOK, status, "%s: %s", place, text)
		require.Contains(t, text, "The lab as it was at")
		require.Contains(t, text, `action="/timeline/undo"`, "what is done is done to the lab as it is")
	}
	status, text := send(t, h, "/at/1/timeline/undo")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, "moment of the past")
	for _, path := range []string{"/at/99/timeline", "/at/x/timeline", "/at/1/at/1/timeline", "/at/1/api/v1/lab"} {
		status, _ = page(t, h, path)
		require.Equal(t, http.StatusNotFound, status, path)
	}
}

// TestPlan: steps of the scenario that were not done are proposed; what they will do is predicted, and comes true step by step; what somebody else
// does between makes a difference, and undo takes a step back.
func TestPlan(t *testing.T) {
	l := kept(t)
	h := handler(t, l)
	_, text := page(t, h, "/timeline?part=plan")
	require.Contains(t, text, "regenerate")
	require.NotContains(t, text, "both at once")
	require.NotContains(t, text, "power-on")
	status, text := send(t, h, "/timeline/plan", "text", "- regenerate: {certificate: CallManager, nodes: all}\n- power-off: hall\n- reset: all\n")
	require.Equal(t, http.StatusOK, status, text)
	_, text = page(t, h, "/timeline?part=plan")
	require.Contains(t, text, "▸ ↓ behind")
	require.Contains(t, text, "to do")
	require.NotContains(t, text, "came true")
	status, text = send(t, h, "/timeline/plan/next")
	require.Equal(t, http.StatusOK, status, text)
	_, text = page(t, h, "/timeline?part=plan")
	require.Equal(t, 1, strings.Count(text, "came true"), text)
	does(t, l, "reset: desk[1]")
	_, text = send(t, h, "/timeline/plan/next")
	require.Contains(t, text, "otherwise than predicted")
	_, text = page(t, h, "/timeline?part=plan")
	require.Contains(t, text, "found ✓ current")
	_, err := l.Undo(t.Context())
	require.NoError(t, err)
	_, text = page(t, h, "/timeline?part=plan")
	require.NotContains(t, text, "found ✓ current")
	for range 2 {
		status, _ = send(t, h, "/timeline/plan/next")
		require.Equal(t, http.StatusOK, status)
	}
	status, text = send(t, h, "/timeline/plan/next")
	require.Equal(t, http.StatusUnprocessableEntity, status, text)
	status, _ = send(t, h, "/timeline/plan/drop")
	require.Equal(t, http.StatusOK, status)
	for text, says := range map[string]string{"{": "neither", "": "1 to 200", "- 7": "neither"} {
		status, answer := send(t, h, "/timeline/plan", "text", text)
		require.Equal(t, http.StatusUnprocessableEntity, status, answer)
		require.Contains(t, answer, says)
	}
	status, _ = send(t, h, "/timeline/plan", "text", "- regenerate: {certificate: Nothing}\n- reset: all\n")
	require.Equal(t, http.StatusOK, status)
	_, text = page(t, h, "/timeline?part=plan")
	require.Contains(t, text, "a step before it was refused")
}

// TestPictures: the pictures are as they were, for light and dark ground.
func TestPictures(t *testing.T) {
	l := kept(t)
	h := handler(t, l)
	does(t, l, "regenerate: {certificate: CallManager, nodes: all}", "power-off: hall", "reset: all")
	_, err := l.Undo(t.Context())
	require.NoError(t, err)
	does(t, l, "reset: desk[1]")
	_, _ = send(t, h, "/timeline/plan", "text", "- reset: all\n- power-on: hall\n")
	_, _ = send(t, h, "/timeline/plan/next")
	for _, name := range []string{"strip", "branches", "plan"} {
		for _, theme := range []string{"light", "dark"} {
			status, text := page(t, h, "/timeline/"+name+".svg?theme="+theme)
			require.Equal(t, http.StatusOK, status)
			file := filepath.Join("testdata", name+"-"+theme+".svg")
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), text)
		}
	}
}

// TestBrowser: in a real browser, the scrubber moves through the moments by keys, undo takes back, a moment is looked at, the plan comes true.
func TestBrowser(t *testing.T) {
	l := kept(t)
	does(t, l, "regenerate: {certificate: CallManager, nodes: all}", "reset: desk")
	tab := testbrowser.Blank(t, handler(t, l))
	tab.Go("/timeline")
	tab.Wait("What happened")
	require.Contains(t, tab.Text("#then"), "3 current")
	tab.Click("button", "Moment before")
	tab.Until(`document.querySelector("#then").textContent.includes("3 behind")`)
	tab.Click("button", "First moment")
	tab.Until(`document.querySelector("#then").textContent.includes("the beginning")`)
	tab.Click("button", "Undo")
	tab.Wait("Step 2 is undone")
	tab.Until(`document.querySelectorAll("#steps tr.beside").length === 1`)
	tab.Click("button", "Predict")
	tab.Wait("Do the next step")
	tab.Click("button", "Do the next step")
	tab.Wait("came true")
	testbrowser.Axe(t, tab)
	tab.Click("link", "Look at the lab after step 1")
	tab.Wait("The lab as it was at")
}
