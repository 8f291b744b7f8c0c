// Package proof reads a site as a browser would and says what is wrong with it: links that lead nowhere, elements that are not closed, names that
// stand twice, headings out of order, pages without a title. It asks nobody: addresses of other sites are listed, not fetched.
package proof

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Report is what was found.
type Report struct {
	Problems []string // a line each: page and what is wrong
	External []string // addresses of other sites, sorted
	Links    int      // that lead to a place of the site
	Pages    int
}

// Check reads all pages of a site: files by path.
func Check(files map[string][]byte) Report {
	r := Report{}
	read := map[string]*reading{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(name) == ".html" {
			read[name] = readPage(files[name])
			r.Pages++
		}
	}
	outside := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(read)) {
		p := read[name]
		for _, wrong := range p.wrong {
			r.Problems = append(r.Problems, name+": "+wrong)
		}
		for _, to := range p.links {
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				outside[to] = true
				continue
			}
			r.Links++
			if wrong := follow(name, to, files, read); wrong != "" {
				r.Problems = append(r.Problems, name+": "+wrong)
			}
		}
	}
	r.External = slices.Sorted(maps.Keys(outside))
	return r
}

// follow says what is wrong with a link, "" if it leads somewhere.
func follow(from, to string, files map[string][]byte, read map[string]*reading) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || strings.HasPrefix(u.Path, "/") {
		return fmt.Sprintf("link %q holds at one address only", to)
	}
	at := from
	if u.Path != "" {
		at = path.Join(path.Dir(from), u.Path)
	}
	if _, ok := files[at]; !ok {
		return fmt.Sprintf("link %q leads nowhere", to)
	}
	if p := read[at]; u.Fragment != "" && p != nil && !p.ids[u.Fragment] {
		return fmt.Sprintf("link %q: there is no such place on the page", to)
	}
	return ""
}

// reading is what a page has.
type reading struct {
	ids   map[string]bool
	links []string
	wrong []string

	open     []string // elements that are not closed yet
	level    int      // of the last heading
	tops     int      // headings of the first level
	language string
	about    bool
	title    string
}

// void are elements without an end.
var void = strings.Fields("area base br col embed hr img input link meta source track wbr")

// addresses are attributes that hold one.
var addresses = strings.Fields("href src")

func readPage(text []byte) *reading {
	r := &reading{ids: map[string]bool{}}
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if err := z.Err(); !errors.Is(err, io.EOF) {
				r.say("%v", err)
			}
			r.end()
			return r
		}
		token := z.Token()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(token)
		case html.EndTagToken:
			r.close(token.Data)
		case html.TextToken:
			if len(r.open) > 0 && r.open[len(r.open)-1] == "title" {
				r.title += token.Data
			}
		}
	}
}

func (r *reading) say(format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Sprintf(format, args...))
}

func (r *reading) start(t html.Token) {
	if !slices.Contains(void, t.Data) {
		r.open = append(r.open, t.Data)
	}
	seen := map[string]string{}
	for _, a := range t.Attr {
		seen[a.Key] = a.Val
		if slices.Contains(addresses, a.Key) {
			r.links = append(r.links, a.Val)
		}
	}
	if id, ok := seen["id"]; ok {
		if id == "" || r.ids[id] {
			r.say("id %q stands twice, or is empty", id)
		}
		r.ids[id] = true
	}
	switch {
	case t.Data == "html":
		r.language = seen["lang"]
	case t.Data == "meta" && seen["name"] == "description":
		r.about = strings.TrimSpace(seen["content"]) != ""
	case t.Data == "img" && seen["alt"] == "":
		r.say("picture %q has no words", seen["src"])
	case t.Data == "a" && seen["href"] == "":
		r.say("a link without an address")
	}
	r.heading(t.Data)
}

// heading looks at the order of headings.
func (r *reading) heading(name string) {
	if len(name) != 2 || name[0] != 'h' || name[1] < '1' || name[1] > '6' || slices.Contains(r.open, "nav") {
		return
	}
	level := int(name[1] - '0')
	if level == 1 {
		r.tops++
	}
	if level > r.level+1 {
		r.say("a heading of level %d after one of level %d", level, r.level)
	}
	r.level = level
}

func (r *reading) close(name string) {
	if n := len(r.open); n > 0 && r.open[n-1] == name {
		r.open = r.open[:n-1]
		return
	}
	r.say("</%s> closes nothing; open are %s", name, strings.Join(r.open, " "))
	if at := slices.Index(r.open, name); at >= 0 {
		r.open = r.open[:at]
	}
}

// end looks at the page as a whole.
func (r *reading) end() {
	if len(r.open) > 0 {
		r.say("not closed: %s", strings.Join(r.open, " "))
	}
	for _, row := range []struct {
		ok   bool
		says string
	}{
		{r.tops == 1, fmt.Sprintf("%d headings of the first level", r.tops)}, {r.language != "", "no language"},
		{strings.TrimSpace(r.title) != "", "no title"}, {r.about, "no description"},
	} {
		if !row.ok {
			r.say("%s", row.says)
		}
	}
}
