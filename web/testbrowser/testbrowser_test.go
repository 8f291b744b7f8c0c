package testbrowser_test

import (
	"bytes"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/web/testbrowser"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }

// pages are those of a small site.
var pages = map[string]string{
	"/": `<!DOCTYPE html><html lang="en"><head><title>Trial</title><link rel="icon" href="data:,"><script src="/page.js"></script></head><body><main><h1>Trial</h1>
		<label>Your name <input id="name"></label><label for="colour">Colour</label><select id="colour"><option>red<option>blue</select>
		<button id="greet">Greet</button><button disabled>Never</button><p id="said" aria-live="polite"></p><a href="/bad">Bad page</a></main></body></html>`,
	"/page.js": `addEventListener("DOMContentLoaded", () => {
		const say = t => document.querySelector("#said").textContent = t;
		document.querySelector("#greet")?.addEventListener("click", () => setTimeout(() => say("Hello " + document.querySelector("#name").value), 100));
		document.querySelector("#colour")?.addEventListener("change", e => say("It is " + e.target.value));
		document.addEventListener("keydown", e => e.key === "?" && say("help"));
		if (location.pathname === "/bad") { console.error("told", 7); fetch("/nothing").then(() => { throw new Error("thrown") }); }
	});`,
	"/bad": `<!DOCTYPE html><html><head><title>Bad</title><link rel="icon" href="data:,"><script src="/page.js"></script></head>
		<body><script>document.title = "run"</script><img src="/bad.png"><input><p style="color:red">x</p></body></html>`,
}

// site serves the pages, with a policy that forbids what is inline.
func site(w http.ResponseWriter, r *http.Request) {
	page, ok := pages[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
	if r.URL.Path == "/page.js" {
		w.Header().Set("Content-Type", "text/javascript")
	}
	_, _ = io.WriteString(w, page)
}

// TestHands: what people do with a page can be done by role and name, with the mouse and with keys alone.
func TestHands(t *testing.T) {
	tab := testbrowser.Open(t, http.HandlerFunc(site))
	tab.Type("Your name", "Anna")
	tab.Type("Your name", "Berta")
	tab.Click("button", "Gre…")
	tab.Wait("Hello Berta")
	tab.Choose("Colour", "blue")
	tab.Wait("It is blue")
	tab.Gone("Hello")
	tab.TabTo("button", "Greet")
	tab.Press("Enter")
	tab.Wait("Hello Berta")
	tab.Press("Shift+Tab", "Shift+Tab", "End", "!")
	require.Equal(t, "textbox Your name", tab.Focused())
	require.Equal(t, "Berta!", testbrowser.Eval[string](tab, "document.activeElement.value"))
	tab.TabTo("link", "Bad page")
	tab.Press("?")
	tab.Wait("help")
	require.Equal(t, []string{"Greet", "Never"}, tab.Names("button"))
	require.True(t, tab.Is("heading", "Trial"))
	require.False(t, tab.Is("button", "Nobody"))
	require.Equal(t, "/", tab.Path())
	testbrowser.Axe(t, tab)
}

// TestProblems: errors on the console, exceptions, what is not there and what the policy forbids are all heard; what was allowed is none.
func TestProblems(t *testing.T) {
	tab := testbrowser.Blank(t, http.HandlerFunc(site))
	tab.Go("/bad")
	for _, problem := range []string{"told", "exception: Uncaught (in promise) Error: thrown", "404 (Not Found)", "Content Security Policy"} {
		require.Eventually(t, func() bool { return strings.Contains(strings.Join(tab.Problems(), "\n"), problem) }, 20*time.Second, 20*time.Millisecond,
			"%s in %v", problem, tab.Problems())
		tab.Allow(problem)
	}
	require.Empty(t, tab.Problems())
	require.Equal(t, "Bad", testbrowser.Eval[string](tab, "document.title"), "the policy holds while the browser is given scripts")
	var ids []string
	for _, v := range testbrowser.Violations(tab) {
		ids = append(ids, v.ID)
		require.Contains(t, v.String(), v.Help)
	}
	require.Subset(t, ids, []string{"html-has-lang", "image-alt", "label"})
}

// TestLooks: the window has the size and the colours that were asked for.
func TestLooks(t *testing.T) {
	tab := testbrowser.Open(t, http.HandlerFunc(site))
	for _, size := range []testbrowser.Size{testbrowser.Desktop, testbrowser.Tablet, testbrowser.Phone} {
		tab.Size(size)
		tab.Media("", map[string]string{"prefers-color-scheme": "dark"})
		require.True(t, testbrowser.Eval[bool](tab, "matchMedia('(prefers-color-scheme: dark)').matches"))
		picture, err := png.Decode(bytes.NewReader(tab.Picture()))
		require.NoError(t, err)
		require.Equal(t, [2]int{int(size.Width), int(size.Height)}, [2]int{picture.Bounds().Dx(), picture.Bounds().Dy()})
	}
	tab.Cookie(&http.Cookie{Name: "a", Value: "b"})
	tab.Reload()
	require.Equal(t, "a=b", testbrowser.Eval[string](tab, "document.cookie"))
}
