package frame_test

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/api/testapi"
	"tvslab/sim/lab/control"
	"tvslab/web/frame"
	"tvslab/web/testbrowser"
)

// keys are those of the labs of all tests.
const keys = "../../testdata/keys"

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }

//go:embed testdata/templates
var pages embed.FS

// site is a site of two pages and three forms on a lab.
func site(t *testing.T, past string) http.Handler {
	t.Helper()
	files, err := fs.Sub(pages, "testdata")
	require.NoError(t, err)
	whole := frame.Templates(files, "trial.html")
	asked := 0
	rows := []frame.Row{
		frame.Page("", "First", "f", whole, func(context.Context, *frame.Ask) (any, error) { asked++; return asked, nil }),
		frame.Page("second", "Second", "s", whole, func(context.Context, *frame.Ask) (any, error) { return 0, nil }),
		frame.Page("wrong", "", "", whole, func(context.Context, *frame.Ask) (any, error) { return nil, control.RefusedError("it is off") }),
		frame.Page("none", "", "", whole, func(context.Context, *frame.Ask) (any, error) {
			return nil, control.NotFoundError{RefusedError: "no such phone"}
		}),
		frame.Form("do", func(_ context.Context, a *frame.Ask) (string, error) { return "done: " + a.FormValue("word"), nil }),
		frame.Form("refuse", func(context.Context, *frame.Ask) (string, error) { return "", control.RefusedError("it is <b>off</b>") }),
	}
	h, err := frame.New(rows, nil).Handler(&frame.Room{Lab: testapi.Lab(t, keys), Title: "A lab", Base: "/", Past: past}, func(*http.Request) string { return "" })
	require.NoError(t, err)
	return h
}

// TestKeysAlone: all that the frame offers can be reached with keys; the skip link comes first, dialogs hold the focus and give it back.
func TestKeysAlone(t *testing.T) {
	tab := testbrowser.Open(t, site(t, ""))
	tab.Press("Tab")
	require.Equal(t, "link Skip to the content", tab.Focused())
	tab.Press("Enter")
	tab.Until("document.activeElement.id === 'main'")
	tab.Press("g", "s")
	tab.Until("location.pathname === '/second' && document.readyState === 'complete'")
	tab.Press("?")
	tab.WaitFor("dialog", "Keys")
	require.Contains(t, tab.Text("#help-keys"), "g f")
	testbrowser.Axe(t, tab)
	tab.Press("Escape")
	tab.Until("!document.querySelector('#help').open")
	tab.TabTo("button", "Delete all")
	tab.Press("Enter")
	tab.Wait("Really delete all?")
	testbrowser.Axe(t, tab)
	tab.Press("Escape")
	tab.Until("!document.querySelector('#question').open")
	require.Equal(t, "button Delete all", tab.Focused(), "the focus is where it was")
	require.NotContains(t, tab.Text("#notices"), "done", "what was not confirmed is not done")
	tab.Press("Enter")
	tab.Wait("Really delete all?")
	tab.Click("button", "OK")
	tab.Wait("done: all")
	tab.Click("button", "Close the notice")
	tab.Gone("done: all")
}

// TestForms: what a form says is a notice; what is refused is a problem that stays, as text; a refused form is a page without scripts too.
func TestForms(t *testing.T) {
	tab := testbrowser.Open(t, site(t, ""))
	tab.Type("Word", "<i>hello</i>")
	tab.Press("Enter")
	tab.Wait("done: <i>hello</i>")
	tab.Allow("422")
	tab.Allow("404")
	tab.Click("button", "Refuse")
	tab.Wait("it is <b>off</b>")
	require.True(t, tab.Is("alert", ""))
	testbrowser.Axe(t, tab)
	for path, words := range map[string]string{"/wrong": "it is off", "/none": "no such phone", "/nothing": "there is no page at /nothing"} {
		tab.Go(path)
		tab.Wait(words)
		testbrowser.Axe(t, tab)
		tab.Click("link", "Back to the lab")
		tab.Until("location.pathname === '/'")
	}
}

// TestLooks: the switch turns dark and light and is remembered, the beamer hides what nobody in the room reads, paper is white.
func TestLooks(t *testing.T) {
	tab := testbrowser.Open(t, site(t, ""))
	const ground = "getComputedStyle(document.body).backgroundColor"
	light := testbrowser.Eval[string](tab, ground)
	tab.Media("", map[string]string{"prefers-color-scheme": "dark"})
	dark := testbrowser.Eval[string](tab, ground)
	require.NotEqual(t, light, dark)
	tab.Click("button", "Dark or light")
	require.Equal(t, light, testbrowser.Eval[string](tab, ground))
	tab.Reload()
	require.Equal(t, light, testbrowser.Eval[string](tab, ground))
	tab.Click("button", "Dark or light")
	testbrowser.Axe(t, tab)
	tab.Press("b")
	tab.Until("getComputedStyle(document.querySelector('.nav')).display === 'none'")
	testbrowser.Axe(t, tab)
	tab.Go("/second")
	tab.Until("document.documentElement.dataset.beamer === 'on'")
	tab.Press("b")
	tab.Media("print", nil)
	require.Equal(t, "rgb(255, 255, 255)", testbrowser.Eval[string](tab, ground))
	require.Equal(t, "none", testbrowser.Eval[string](tab, "getComputedStyle(document.querySelector('.top')).display"))
}

// TestLive: a part of a page is asked for again after something happened, with what was typed meanwhile and the focus left alone; a page that
// nobody sees has no stream.
func TestLive(t *testing.T) {
	tab := testbrowser.Open(t, site(t, ""))
	before := tab.Text("#count")
	tab.Type("Kept", "half a wo")
	testbrowser.Eval[bool](tab, "fetch('/do', {method: 'POST', headers: {'Content-Type': 'application/x-www-form-urlencoded'}, body: 'word=x'}).then(r => r.ok)")
	tab.Until("document.querySelector('#count').innerText !== '" + before + "'")
	tab.Press("r", "d")
	require.Equal(t, "half a word", testbrowser.Eval[string](tab, "document.querySelector('#kept').value"))
	testbrowser.Eval[bool](tab, `(window.opened = 0, window.Real = EventSource, window.EventSource = class extends Real { constructor(a) { super(a); opened++; window.last = this; } }, true)`)
	testbrowser.Eval[bool](tab, hide(true))
	testbrowser.Eval[bool](tab, hide(false))
	tab.Until("opened === 1 && last.readyState === 1")
	testbrowser.Eval[bool](tab, hide(true))
	tab.Until("last.readyState === 2")
}

// hide makes the page believe that nobody sees it.
func hide(hidden bool) string {
	value := map[bool]string{true: "true", false: "false"}[hidden]
	return strings.ReplaceAll(`(Object.defineProperty(document, "hidden", {value: V, configurable: true}), document.dispatchEvent(new Event("visibilitychange")), true)`, "V", value)
}

// TestPast: a moment of the past says so on every page, and has no stream and no API.
func TestPast(t *testing.T) {
	tab := testbrowser.Open(t, site(t, "The lab at step 3"))
	tab.Wait("The lab at step 3")
	testbrowser.Axe(t, tab)
	tab.Allow("404")
	require.Equal(t, 404, testbrowser.Eval[int](tab, "fetch('/api/v1/lab').then(r => r.status)"))
	require.False(t, testbrowser.Eval[bool](tab, "'live' in document.body.dataset"))
}

// TestPhone: on a phone nothing is wider than the screen, and everything that is pressed is large enough for a finger.
func TestPhone(t *testing.T) {
	tab := testbrowser.Blank(t, site(t, ""))
	tab.Size(testbrowser.Phone)
	tab.Go("/")
	require.LessOrEqual(t, testbrowser.Eval[int](tab, "document.documentElement.scrollWidth"), 390)
	require.Empty(t, testbrowser.Eval[[]string](tab, `[...document.querySelectorAll("a, button, input")].filter(e => { const r = e.getBoundingClientRect();
		return r.width && r.left >= 0 && (r.width < 24 || r.height < 24); }).filter(e => !e.closest("p:not(.buttons)")).map(e => e.outerHTML)`))
	testbrowser.Axe(t, tab)
}
