package web_test

import (
	"bytes"
	"cmp"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/control"
	"tvslab/web"
	"tvslab/web/frame"
	"tvslab/web/testbrowser"
	"tvslab/web/testsite"
)

// shots is the folder that the tour leaves its pictures in; make shots names docs/screens.
var shots = flag.String("shots", "", "folder for pictures of all pages")

// look is one way to look at pages.
type look struct {
	name   string
	size   testbrowser.Size
	theme  string // of the reader's system
	beamer bool
}

var looks = []look{
	{"desktop-light", testbrowser.Desktop, "light", false},
	{"desktop-dark", testbrowser.Desktop, "dark", false},
	{"tablet-light", testbrowser.Tablet, "light", false},
	{"tablet-dark", testbrowser.Tablet, "dark", false},
	{"phone-light", testbrowser.Phone, "light", false},
	{"phone-dark", testbrowser.Phone, "dark", false},
	{"beamer", testbrowser.Desktop, "light", true},
}

// troubled is a lab in the middle of its trouble: both TFTP servers were changed at once, and phones were reset.
const troubled = `title: Both TFTP servers changed
release: "11.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 24, tftp: [cucm-pub, cucm-sub1]}
  floor: {model: "7965", count: 12, tftp: [cucm-pub, cucm-sub1]}
  away: {model: "8841", count: 6, tftp: [cucm-pub, cucm-sub1]}
  lobby: {model: "7940", count: 3, tftp: [cucm-pub, cucm-sub1]}
steps: [expect: {desk: {trust: none}}]
`

// troubles are the steps that lead there.
var troubles = []string{
	"power-on: [desk, floor, lobby]",
	"regenerate: {certificate: [CallManager, TVS], nodes: all}",
	"restart: {service: [Cisco CallManager, Cisco Trust Verification Service, Cisco Tftp], nodes: all}",
	"reset: floor",
	"wait: 10m",
}

// troubledLab is a lab with the history of its trouble.
func troubledLab(t *testing.T) *control.Lab {
	t.Helper()
	lab := keptLab(t, troubled)
	for _, step := range troubles {
		_, err := lab.Do(t.Context(), step)
		require.NoError(t, err, step)
	}
	return lab
}

// stop is a page of the tour.
type stop struct {
	name, path string
	looks      []look
}

// stops are the pages of the navigation in all looks, and pages that one comes to from there in two.
func stops() (list []stop) {
	for _, row := range web.Rows {
		if row.Title != "" {
			list = append(list, stop{strings.ToLower(strings.ReplaceAll(row.Title, " ", "-")), "/" + row.Path, looks})
		}
	}
	few := []look{looks[0], looks[5]}
	for _, deep := range [][2]string{
		{"one-phone", "/phones/SEP0A0101000001"}, {"node", "/cluster/nodes/cucm-pub"}, {"certificates", "/cluster/certificates"}, {"lists", "/cluster/lists"},
		{"tvs", "/cluster/tvs"}, {"parameters", "/cluster/parameters"}, {"backups", "/cluster/backups"}, {"operations", "/cluster/do"},
	} {
		list = append(list, stop{deep[0], deep[1], few})
	}
	return list
}

// TestTour opens every page of the navigation in every look: no error on the console, no barrier that axe-core knows, nothing wider than the
// window. With -shots it takes a picture of each.
func TestTour(t *testing.T) {
	s := testsite.Serve(t, &frame.Room{Lab: troubledLab(t), Title: "Both TFTP servers changed", Base: "/"})
	tab := s.Enter(t)
	for _, at := range stops() {
		for _, l := range at.looks {
			t.Run(at.name+"-"+l.name, func(t *testing.T) { visitPage(t, tab, at.path, l) })
		}
	}
}

// visitPage looks at one page in one way.
func visitPage(t *testing.T, tab *testbrowser.Tab, path string, l look) {
	tab.Size(l.size)
	tab.Media("", map[string]string{"prefers-color-scheme": l.theme, "prefers-reduced-motion": "reduce"})
	tab.Go(path)
	if l.beamer {
		tab.Press("b")
		defer tab.Press("b")
	}
	tab.Until("document.readyState === 'complete' && !document.querySelector('.htmx-request')")
	testbrowser.Axe(t, tab)
	wide := testbrowser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth")
	if wide > 0 {
		t.Errorf("%s is %d pixels wider than the window: %s", path, wide, testbrowser.Eval[string](tab, widest))
	}
	if *shots != "" {
		require.NoError(t, os.MkdirAll(*shots, 0o755))
		name := t.Name()[strings.LastIndex(t.Name(), "/")+1:] + ".png"
		require.NoError(t, os.WriteFile(filepath.Join(*shots, name), small(t, tab.Picture()), 0o644))
	}
}

// widest names what sticks out of the window.
const widest = `[...document.querySelectorAll("main *, header *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".table-wrap, .log, .nav"))
	.slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join("\n")`

// small is the picture with its 256 most frequent colours: a page has few, and a picture of them is a third as large.
func small(t *testing.T, picture []byte) []byte {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	to := image.NewPaletted(from.Bounds(), frequent(from))
	known := map[color.RGBA]uint8{}
	for y := range from.Bounds().Dy() {
		for x := range from.Bounds().Dx() {
			c := rgba(from.At(x, y))
			i, ok := known[c]
			if !ok {
				i = uint8(to.Palette.Index(c))
				known[c] = i
			}
			to.SetColorIndex(x, y, i)
		}
	}
	var b bytes.Buffer
	require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, to))
	return b.Bytes()
}

// frequent are the colours that a picture has most of.
func frequent(from image.Image) (palette color.Palette) {
	counts := map[color.RGBA]int{}
	for y := range from.Bounds().Dy() {
		for x := range from.Bounds().Dx() {
			counts[rgba(from.At(x, y))]++
		}
	}
	var all []color.RGBA
	for c := range counts {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	for _, c := range all[:min(len(all), 256)] {
		palette = append(palette, c)
	}
	return palette
}

func rgba(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }
