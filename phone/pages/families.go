package pages

import (
	"slices"
	"strings"
	"time"

	"tvslab/phone"
)

// family is models whose pages differ in nothing.
type family struct {
	name   string
	models string // with blanks between
	suffix string // of the model number behind CP- and the model: "G" of the 7900 series
	pages  []page // the first is the one at /
	layout layout
	stamp  func(time.Time) string // before a status message
	hex    func(string) string    // how it writes the checksum of a list
	server string                 // header Server, "" for none
	logs   string                 // path of console log files; see consoleFiles
}

// families are the models whose pages are known, or are taken to be those of their neighbours; docs/phones-web.md says which.
var families = []family{
	{name: "7900", models: "7906 7911 7931 7941 7942 7945 7961 7962 7965 7970 7971 7975", suffix: "G", pages: java(title79, device79, network79),
		layout: layoutJava, stamp: stamp79, hex: hexDigits, logs: "/FS/cache/log1.log"},
	{name: "7940", models: "7940 7960", pages: pages7940, layout: layoutClassic, stamp: stamp79, hex: hexDigits, server: "Allegro-Software-RomPager/4.34"},
	{name: "7937", models: "7937", suffix: "G", pages: pages7937, layout: layoutLines, stamp: stamp79, hex: hexDigits, logs: "/FS/messages"},
	{name: "8800", models: "7811 7821 7832 7841 7861 8811 8832 8841 8845 8851 8851NR 8861 8865 8865NR", pages: java(title88, device88, network88(serverCUCM)),
		layout: layoutJava, stamp: stampLong, hex: hexPairs, logs: "/FS/messages"},
	{name: "8821", models: "8821", pages: java(title88, device88, network88(server8821)), layout: layoutJava, stamp: stamp8821, hex: hexPairs, logs: "/FS/messages"},
	{name: "8831", models: "8831", pages: java(title79, device8831, network79), layout: layoutJava, stamp: stamp79, hex: hexDigits, logs: "/FS/messages"},
	{name: "8940", models: "8941 8945", pages: java(title88, device88, network88(serverUnified)), layout: layoutJava, stamp: stamp8945, hex: hexDigits, logs: "/FS/messages"},
	{name: "9900", models: "8961 9951 9971", pages: java(title88, device88, network88(serverUnified)), layout: layoutJava, stamp: stampLong, hex: hexDigits,
		logs: "/FS/messages"},
	{name: "6900", models: "6901 6911 6921 6941 6945 6961", pages: pages6900, layout: layoutCells, stamp: stamp79, hex: hexDigits, logs: "/FS/messages"},
}

// byModel finds the family of a model.
var byModel = func() map[string]*family {
	found := map[string]*family{}
	for i := range families {
		for _, name := range strings.Fields(families[i].models) {
			found[name] = &families[i]
		}
	}
	return found
}()

// none is the family of models without pages.
var none = &family{stamp: stampLong, hex: hexDigits}

func familyOf(m phone.Model) *family {
	if f := byModel[m.Name]; f != nil {
		return f
	}
	return none
}

// Has reports whether pages of the model are known.
func Has(m phone.Model) bool { return byModel[m.Name] != nil }

// number is the model number, "CP-8841".
func (f *family) number(p *Phone) string { return "CP-" + p.Model.Name + f.suffix }

// kind is what a page is made of.
type kind int

const (
	ofRows    kind = iota
	ofStatus       // status messages
	ofConsole      // links to the console log files
	ofDebug        // what the phone did last
)

// page is a page of a family.
type page struct {
	kind  kind
	title string // as the page calls itself
	link  string // as other pages call it, "" for a page that none leads to
	root  string // of its XML twin
	html  []string
	xml   []string
	rows  []row
}

// row is a line of a page: the label in front of a value, and the element of the XML twin; "" where one of both does not have it.
type row struct {
	label, element string
	value          value
	list           func(*Phone) []string // in place of value: a row for each
}

// Answer is what a phone sends.
type Answer struct {
	Type   string // of the content
	Server string // header, "" for none
	Body   []byte
}

// route is what is at an address.
type route struct {
	page *page
	xml  bool
}

// Serve answers a GET for an address with its query; false if the phone has no such page.
func Serve(of Phone, path, query string) (Answer, bool) {
	f, p := familyOf(of.Model), &of
	p.family = f
	if lines, ok := f.logFile(p, path); ok {
		return Answer{Type: "text/plain", Server: f.server, Body: []byte(lines)}, true
	}
	r, ok := f.find(place{path, query}.key())
	if !ok {
		return Answer{}, false
	}
	a := Answer{Server: f.server}
	if r.xml {
		a.Type, a.Body = "text/xml", f.xml(p, r.page)
		return a, true
	}
	a.Type, a.Body = "text/html", f.html(p, r.page)
	return a, true
}

// place is where a page is.
type place struct{ path, query string }

// adapters are the parameters that name a page.
var adapters = []string{"adapter", "adapterX", "func"}

// key is the address without what does not name a page, such as the number of a console log.
func (a place) key() string {
	for part := range strings.SplitSeq(a.query, "&") {
		if name, _, _ := strings.Cut(part, "="); slices.Contains(adapters, name) {
			return a.path + "?" + part
		}
	}
	if a.query == "" || strings.Contains(a.query, "=") {
		return a.path
	}
	return a.path + "?" + a.query
}

// find returns the page at an address.
func (f *family) find(key string) (route, bool) {
	for i := range f.pages {
		p := &f.pages[i]
		if i == 0 && key == "/" || slices.Contains(p.html, key) {
			return route{page: p}, true
		}
		if slices.Contains(p.xml, key) {
			return route{page: p, xml: true}, true
		}
	}
	return route{}, false
}
