package lesson_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/lesson"
	"tvslab/lesson/tutor"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/api/testapi"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/upkeep"
	"tvslab/web"
	"tvslab/web/frame"
	page "tvslab/web/lesson"
	"tvslab/web/testbrowser"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }

// keys are those of the labs of all tests.
const keys = "../../testdata/keys"

// room is a lab with a lesson, and its pages.
type room struct {
	*testing.T
	*frame.Room
	tutor *tutor.Tutor
	pages http.Handler
}

// open is the lab of a lesson as tvslab lesson start makes it, kept in a folder, in memory.
func open(t *testing.T, l *lesson.Lesson) *room {
	t.Helper()
	x, err := l.Exercise(1, "")
	require.NoError(t, err)
	pool, err := keypool.Open(keys, nil)
	require.NoError(t, err)
	origin, err := upkeep.Kept(t.Context(), filepath.Join(t.TempDir(), "lab"), x.Lab, len(x.Lab.Steps), pool)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, origin.Close()) })
	teacher := tutor.New(x)
	up, err := origin.Raise(t.Context(), scenarios.Options{Seed: &x.Seed, Observe: teacher.Event}, control.ResetsAtOnce, "test")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, up.Close()) })
	require.NoError(t, teacher.Begin(t.Context(), up.Lab))
	up.Lab.Begin(clock.Stopped, 5)
	r := &room{T: t, Room: &frame.Room{Lab: up.Lab, Title: x.Title, Base: "/", Aside: page.Beside(up.Lab)}, tutor: teacher}
	r.pages = pagesOf(t, r.Room)
	return r
}

func pagesOf(t *testing.T, r *frame.Room) http.Handler {
	t.Helper()
	h, err := web.Site().Handler(r, func(*http.Request) string { return "" })
	require.NoError(t, err)
	return h
}

func (r *room) get(path string) string {
	r.Helper()
	w := httptest.NewRecorder()
	r.pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil).WithContext(r.Context()))
	require.Equal(r, http.StatusOK, w.Code, w.Body.String())
	return w.Body.String()
}

// post sends a form as a page does, and returns what is said.
func (r *room) post(path string, want int, pairs ...string) string {
	r.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	q := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode())).WithContext(r.Context())
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("HX-Request", "true")
	w := httptest.NewRecorder()
	r.pages.ServeHTTP(w, q)
	require.Equal(r, want, w.Code, w.Body.String())
	return w.Body.String()
}

// evil is a lesson whose texts are full of markup.
const evil = `title: <b>Bold</b> title
level: beginner
minutes: 5
order: 1
teaches: ["<i>much</i>"]
source: <u>a book</u>
releases: ["12.5"]
story: |
  <script>alert("story")</script> and ` + "`show <itl>`" + ` is typed,
  on two lines, with one ` + "` alone" + `.

  A second paragraph.
scenario:
  cluster: {mode: non-secure, nodes: {cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}}}
  phones: {desk: {model: "8841", count: 2, tftp: [cucm-pub]}}
  steps: [expect: {desk: {trust: none}}]
tasks:
  - name: power
    says: Switch <em>all</em> phones on.
    check: [{says: "<img src=x> they have the list", expect: {desk: {trust: current}}}]
    hints: ["<script>one</script>", "two"]
  - name: ask
    says: Answer.
    question: {ask: "<b>which?</b>", choices: ["<i>this</i>", that, neither], answers: ["<i>this</i>", that], why: "because <script>why</script>"}
    hints: ["three"]
wrong-moves:
  - {name: off, says: "<s>nothing</s> was on", when: [{typed: "show itl"}, {expect: {desk: {trust: none}}}], hint: "<script>move</script>", play: [{cli: {node: cucm-pub, run: show itl}}]}
solution:
  - power-on: all
debrief: <script>debrief</script> ends it.
`

// TestTextsAreText: whatever stands in a lesson is shown as it stands, in every part of the page and the panel.
func TestTextsAreText(t *testing.T) {
	l, err := lesson.Load("evil.yaml", []byte(evil))
	require.NoError(t, err)
	r := open(t, l)
	_, err = r.Lab.Do(t.Context(), "cli: {node: cucm-pub, run: show itl}")
	require.NoError(t, err)
	r.post("/lesson/check", http.StatusOK)
	for range 2 {
		r.post("/lesson/hint", http.StatusOK)
	}
	r.post("/lesson/solve", http.StatusOK, "all", "yes")
	r.post("/lesson/answer", http.StatusOK, "task", "ask", "answer", "<i>this</i>", "answer", "that")
	r.post("/lesson/check", http.StatusOK)
	for _, path := range []string{"/lesson", "/lesson?part=panel", "/lesson?part=live"} {
		text := r.get(path)
		for _, raw := range []string{`<script>alert`, "<script>one", "<script>why", "<script>debrief", "<script>move", "<img src=x>", "<em>", "<i>", "<b>", "<u>", "<s>"} {
			require.NotContains(t, text, raw, path)
		}
		for _, shown := range []string{"&lt;script&gt;one", "&lt;script&gt;why", "&lt;script&gt;debrief", "&lt;img src=x&gt;", "&lt;i&gt;this", "<code>show &lt;itl&gt;</code>", "one ` alone", "<p>A second"} {
			require.Contains(t, text, shown, path)
		}
	}
}

// TestForms: what forms say, and what the page says after.
func TestForms(t *testing.T) {
	l, err := lesson.Load("evil.yaml", []byte(evil))
	require.NoError(t, err)
	r := open(t, l)
	require.NotContains(t, r.get("/lesson"), "ends it", "the debrief comes at the end")
	require.Contains(t, r.post("/lesson/check", http.StatusOK), "Not done yet: power, ask. The lesson says why.")
	require.Contains(t, r.get("/lesson"), "desk: trust is none")
	require.Contains(t, r.post("/lesson/hint", http.StatusOK, "task", "ask"), "Hint for ask: three")
	require.Contains(t, r.post("/lesson/hint", http.StatusUnprocessableEntity, "task", "ask"), "no more hints")
	require.Contains(t, r.post("/lesson/check", http.StatusNotFound, "task", "no such"), "no such")
	require.Contains(t, r.post("/lesson/answer", http.StatusUnprocessableEntity, "task", "ask"), "no answer was given")
	require.Contains(t, r.post("/lesson/answer", http.StatusOK, "task", "ask", "answer", "that"), "not right")
	require.Regexp(t, `value="that" checked`, r.get("/lesson"))
	require.Contains(t, r.post("/lesson/answer", http.StatusOK, "task", "ask", "answer", "that", "answer", "<i>this</i>"), "Right.")

	_, err = r.Lab.Do(t.Context(), "cli: {node: cucm-pub, run: show itl}")
	require.NoError(t, err)
	require.Contains(t, r.post("/lesson/hint", http.StatusOK), "&lt;script&gt;move", "the hint about a wrong move comes first")
	require.Contains(t, r.get("/lesson"), "&lt;s&gt;nothing&lt;/s&gt; was on")
	require.Contains(t, r.post("/lesson/hint", http.StatusOK), "&lt;script&gt;one", "and once")

	require.Contains(t, r.post("/lesson/solve", http.StatusOK), "Played: power-on all. Steps that are left: 0.")
	require.Contains(t, r.post("/lesson/solve", http.StatusOK), "Nothing of the solution is left")
	require.Contains(t, r.post("/lesson/check", http.StatusOK, "task", "power"), "Done: power.")
	require.Contains(t, r.post("/lesson/check", http.StatusOK), "All tasks are done.")
	text := r.get("/lesson")
	for _, shown := range []string{"ends it", "by the solution", "2 of 2 tasks", "6 of 20 points"} {
		require.Contains(t, text, shown)
	}
	require.Contains(t, r.post("/lesson/reset", http.StatusOK), "back at the beginning")
	require.Contains(t, r.get("/lesson"), "0 of 2 tasks")
}

// TestWithout: a lab without a lesson says so and has nothing beside its pages; so says the past, where nothing can be done.
func TestWithout(t *testing.T) {
	lab := testapi.Lab(t, keys)
	require.Empty(t, page.Beside(lab))
	r := &room{T: t, Room: &frame.Room{Lab: lab, Base: "/"}}
	r.pages = pagesOf(t, r.Room)
	require.Contains(t, r.get("/lesson"), "the lab has no lesson: tvslab lesson start NAME begins one.")
	require.NotContains(t, r.get("/phones"), `id="aside"`)
	for _, form := range []string{"check", "hint", "answer", "solve", "reset"} {
		require.Contains(t, r.post("/lesson/"+form, http.StatusUnprocessableEntity), "the lab has no lesson")
	}
	r.Past = "The lab at step 3"
	require.Contains(t, r.get("/lesson"), "the lesson goes on in the lab as it is")
}

// TestBeside: the panel is beside pages, and not beside the page of the lesson.
func TestBeside(t *testing.T) {
	l, err := lesson.Load("evil.yaml", []byte(evil))
	require.NoError(t, err)
	r := open(t, l)
	for path, beside := range map[string]bool{"/phones": true, "/cluster": true, "/lesson": false} {
		require.Equal(t, beside, strings.Contains(r.get(path), `hx-get="/lesson?part=panel"`), path)
	}
	require.Contains(t, r.get("/lesson?part=panel"), fmt.Sprintf(`<a href="/lesson">%s</a>`, "&lt;b&gt;Bold&lt;/b&gt; title"))
}
