package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"tvslab/web/testsite"
)

// answer is what a site said.
type answer struct {
	path   string
	status int
	header http.Header
	body   string
}

// html reports whether it is a page or a part of one.
func (a answer) html() bool { return strings.HasPrefix(a.header.Get("Content-Type"), "text/html") }

// get asks for a path.
func get(t *testing.T, client *http.Client, site, path string, headers ...string) answer {
	t.Helper()
	return ask(t, client, http.MethodGet, site+path, "", headers...)
}

// ask sends a request; headers are names and values in turn.
func ask(t *testing.T, client *http.Client, method, address, body string, headers ...string) answer {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	if body != "" {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if q.Header.Set(headers[i], headers[i+1]); headers[i] == "Host" {
			q.Host = headers[i+1]
		}
	}
	r, err := client.Do(q)
	require.NoError(t, err)
	defer func() { require.NoError(t, r.Body.Close()) }()
	text, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	require.NoError(t, err)
	return answer{q.URL.RequestURI(), r.StatusCode, r.Header, string(text)}
}

// links are attributes whose values are addresses that a page leads to.
var links = map[string]bool{"href": true, "src": true, "hx-get": true, "data-png": true, "data-src": true, "action": false}

// mostPages bounds a crawl: pages that are alike but for the name of a phone need not all be seen.
const mostPages = 250

// crawl follows everything that pages of a site lead to, as somebody does who clicks on every link and never changes anything.
func crawl(t *testing.T, s testsite.Site, client *http.Client, base string) (seen []answer) {
	t.Helper()
	queue, known := []string{base}, map[string]bool{base: true}
	for len(queue) > 0 && len(seen) < mostPages {
		a := get(t, client, s.URL, queue[0])
		queue = queue[1:]
		seen = append(seen, a)
		leads := []string{a.header.Get("Location")}
		if a.html() {
			leads = addresses(t, a)
		}
		for _, to := range leads {
			if !known[to] && strings.HasPrefix(to, base) && !strings.HasPrefix(to, base+"api/") && to != base+"live" {
				known[to] = true
				queue = append(queue, to)
			}
		}
	}
	return seen
}

// addresses are the addresses on the same site that a page leads to.
func addresses(t *testing.T, a answer) (list []string) {
	t.Helper()
	from, err := url.Parse(a.path)
	require.NoError(t, err)
	each(t, a.body, func(_ string, attribute html.Attribute) {
		if !links[attribute.Key] {
			return
		}
		if to, err := from.Parse(attribute.Val); err == nil && to.Host == "" && to.Scheme == "" {
			list = append(list, to.RequestURI())
		}
	})
	return list
}

// each visits the attributes of all elements of a page; an element's words are those of the attribute "".
func each(t *testing.T, page string, visit func(element string, attribute html.Attribute)) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	for n := range tree.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			visit(n.Data, a)
		}
		words := ""
		if n.FirstChild != nil && n.FirstChild.Type == html.TextNode {
			words = n.FirstChild.Data
		}
		visit(n.Data, html.Attribute{Val: words})
	}
}

// inline says what a page has that its policy would have to allow, or that would run: "" for nothing.
func inline(t *testing.T, page string) (found string) {
	each(t, page, func(element string, a html.Attribute) {
		value := strings.ToLower(strings.TrimSpace(a.Val))
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", strings.HasPrefix(a.Key, "hx-on"), a.Key == "formaction":
			found = element + " " + a.Key + "=" + a.Val
		case (a.Key == "href" || a.Key == "src" || a.Key == "action" || strings.HasPrefix(a.Key, "hx-")) && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "js:")):
			found = element + " " + a.Key + "=" + a.Val
		case (element == "script" || element == "style") && a.Key == "" && value != "":
			found = element + ": " + value
		case (element == "iframe" || element == "object" || element == "embed" || element == "base") && a.Key == "":
			found = element
		}
	})
	return found
}
