package site_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/web/testbrowser"
)

// shots is a folder for pictures of the pages that are looked at.
var shots = flag.String("shots", "", "folder for pictures of pages")

// looked are the pages that are looked at: one of each kind. On those with thousands of cells axe-core would take minutes; it looks at their kinds on
// shorter ones, and at rows that are filtered.
var looked = []struct {
	name, path string
	long       bool
}{
	{"front", "/index.html", false}, {"page", "/docs/dashboard.html", false}, {"long-page", "/docs/scenario-language.html", true}, {"fidelity-page", "/docs/fidelity.html", true},
	{"library", "/library/index.html?folder=tftp", false}, {"scenario", "/library/systems/whole-rotation-systems-told.html", false},
	{"reasons", "/library/reasons.html", true}, {"lessons", "/lessons/index.html", false}, {"lesson", "/lessons/first-look.html", false},
	{"fidelity", "/fidelity/index.html?area=TVS", false}, {"commands", "/man/index.html", false}, {"command", "/man/tvslab-plan.html", false},
	{"api", "/api/index.html", true}, {"schemas", "/schema/index.html", false}, {"pictures", "/docs/screens/index.html", false},
	{"source", "/source/plan/testdata/careless.yaml.html", false},
}

// TestLooks opens a page of each kind at three widths, light and dark: no error on the console, nothing wider than the window, no barrier that
// axe-core knows.
func TestLooks(t *testing.T) {
	tab := testbrowser.Blank(t, below(t, "/docs/of/tvslab", whole(t)))
	for _, at := range looked {
		for i, size := range []testbrowser.Size{testbrowser.Desktop, testbrowser.Tablet, testbrowser.Phone} {
			theme := []string{"light", "dark", "light"}[i]
			t.Run(at.name+"-"+size.Name, func(t *testing.T) {
				tab.Size(size)
				tab.Media("", map[string]string{"prefers-color-scheme": theme, "prefers-reduced-motion": "reduce"})
				tab.Go(at.path)
				if !at.long {
					testbrowser.Axe(t, tab)
				}
				if wide := testbrowser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
					t.Errorf("%s is %d pixels wider than the window: %s", at.path, wide, testbrowser.Eval[string](tab, widest))
				}
				keep(t, tab, at.name+"-"+size.Name+"-"+theme)
			})
		}
	}
}

// widest names what sticks out of the window.
const widest = `[...document.querySelectorAll("main *, header *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".table-wrap, pre, .nav"))
	.slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join("\n")`

// keep leaves a picture, where pictures are wanted.
func keep(t *testing.T, tab *testbrowser.Tab, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	require.NoError(t, os.MkdirAll(*shots, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(*shots, name+".png"), tab.Picture(), 0o644))
}

// TestSearch: with keys alone a scenario is found and opened, from a page that is not at the root.
func TestSearch(t *testing.T) {
	tab := testbrowser.Blank(t, below(t, "/x", whole(t)))
	tab.Go("/docs/lab.html")
	tab.Press("/")
	require.Equal(t, "combobox Search the site", tab.Focused())
	for _, letter := range "tftp both changed" {
		tab.Press(string(letter))
	}
	tab.Until("document.querySelectorAll('#site-hits [role=option]').length > 3")
	tab.Until("/places found/.test(document.getElementById('site-found').textContent)")
	testbrowser.Axe(t, tab)
	keep(t, tab, "search")
	tab.Press("Down", "Up", "Escape")
	tab.Until("document.getElementById('site-hits').hidden")
	tab.Press("Down")
	tab.Until("!document.getElementById('site-hits').hidden")
	require.Equal(t, "site-hit0", testbrowser.Eval[string](tab, "document.activeElement.getAttribute('aria-activedescendant')"))
	tab.Press("Enter")
	tab.Until("location.pathname.startsWith('/x/library/tftp/') && document.querySelector('h1').textContent.startsWith('tftp-both-changed')")
}

// TestSearchKinds: what is typed finds what has it for a name first.
func TestSearchKinds(t *testing.T) {
	tab := testbrowser.Blank(t, below(t, "", whole(t)))
	tab.Go("/index.html")
	for _, row := range [][2]string{
		{"signer-unknown", "reason signer-unknown"}, {"tvs_db_refresh", "setting tvs_db_refresh"}, {"tvslab plan diff", "command tvslab plan diff"},
		{"GET /v1/certificates", "API GET /v1/certificates"}, {"point of no return", "section "},
	} {
		tab.Type("Search the site", row[0])
		quoted := "document.querySelector('#site-hits [role=option]')"
		tab.Until("(" + quoted + "?.querySelector('.kind').textContent + ' ' + " + quoted + "?.querySelector('.title').textContent).startsWith(" + quote(row[1]) + ")")
	}
	tab.Type("Search the site", "xyzzyx")
	tab.Until("document.getElementById('site-found').textContent === 'Nothing is found'")
}

func quote(text string) string { return "'" + text + "'" }

// TestLibraryFilter: rows are filtered by the failure that is met, the address says so, and a link with it comes to the same.
func TestLibraryFilter(t *testing.T) {
	tab := testbrowser.Blank(t, below(t, "", whole(t)))
	tab.Go("/library/index.html")
	shown := func() int {
		return testbrowser.Eval[int](tab, "[...document.querySelectorAll('[data-row]')].filter(r => !r.hidden).length")
	}
	all := shown()
	tab.Choose("Failure met", "call-manager-unknown")
	some := shown()
	require.Less(t, some, all)
	require.Positive(t, some)
	tab.Choose("Release", "11.5")
	fewer := shown()
	require.LessOrEqual(t, fewer, some)
	require.Contains(t, tab.Path(), "?reason=call-manager-unknown&release=11.5")
	keep(t, tab, "library-filtered")
	tab.Reload()
	require.Equal(t, fewer, shown())
	tab.Click("button", "Show all")
	tab.Until("[...document.querySelectorAll('[data-row]')].every(r => !r.hidden)")
}

// TestFidelityFilter: points are filtered by setting and by words; a row that is linked is shown whatever is chosen.
func TestFidelityFilter(t *testing.T) {
	tab := testbrowser.Blank(t, below(t, "", whole(t)))
	tab.Go("/fidelity/index.html?rests=simplified")
	shown := func() int {
		return testbrowser.Eval[int](tab, "[...document.querySelectorAll('[data-row]')].filter(r => !r.hidden).length")
	}
	all := testbrowser.Eval[int](tab, "document.querySelectorAll('[data-row]').length")
	require.Greater(t, all, 300)
	require.Positive(t, shown())
	require.Less(t, shown(), all)
	tab.Choose("How near", "any")
	tab.Choose("Setting", "tftp_key_pickup")
	require.Positive(t, shown())
	require.Less(t, shown(), 10)
	tab.Choose("Setting", "any")
	tab.Type("Text", "VERIFY daemon")
	tab.Until("document.querySelector('output').textContent.startsWith('1 of')")
	id := testbrowser.Eval[string](tab, "[...document.querySelectorAll('[data-row]')].find(r => r.hidden).id")
	tab.Go("/fidelity/index.html?text=VERIFY+daemon#" + id)
	tab.Until("!document.getElementById(" + quote(id) + ").hidden")
}

// TestFromDisk: the site is read and searched as files, without a server.
func TestFromDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	require.NoError(t, whole(t).Write(dir))
	tab := testbrowser.Blank(t, "file://"+filepath.ToSlash(dir))
	tab.Go("/docs/lab.html")
	tab.Press("/")
	for _, letter := range "signer" {
		tab.Press(string(letter))
	}
	tab.Until("document.querySelectorAll('#site-hits [role=option]').length > 3")
	tab.Press("Enter")
	tab.Until("location.href.includes('reasons.html#signer-')")
	tab.Go("/library/index.html?folder=tftp")
	tab.Until("document.querySelector('output').textContent.startsWith('11 of') || document.querySelector('output').textContent.length > 0")
}

// TestSwitches: dark or light and the size for a beamer are remembered from page to page.
func TestSwitches(t *testing.T) {
	tab := testbrowser.Blank(t, below(t, "", whole(t)))
	tab.Go("/index.html")
	tab.Media("", map[string]string{"prefers-color-scheme": "light"})
	tab.Click("button", "Dark or light")
	tab.Press("b")
	tab.Go("/docs/plan.html")
	require.Equal(t, "dark on", testbrowser.Eval[string](tab, "document.documentElement.dataset.theme + ' ' + document.documentElement.dataset.beamer"))
	require.True(t, testbrowser.Eval[bool](tab, "!document.getElementById('site-pages').checkVisibility()"))
	testbrowser.Axe(t, tab)
	keep(t, tab, "beamer")
}
