package web_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/classroom"
	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/web"
	"tvslab/web/door"
	"tvslab/web/frame"
	"tvslab/web/testsite"
)

// evil is text that would run if a page took it for markup, and does nothing in a page that does not.
const evil = `"><script>window.ran=1</script><img src=x onerror="window.ran=1"><a href="javascript:window.ran=1">x</a>{{.}}'`

// evilGroup is such a text that may be the name of a group of phones, and of a snapshot.
const evilGroup = `"><img src=x onerror=window.ran=1>{{.}}`

// whatEvil is an event with such a text.
type whatEvil struct{}

func (whatEvil) Kind() string   { return "service" }
func (whatEvil) String() string { return evil }

// room is a lab whose names, texts and events are as evil as its makers let them be.
func room(t *testing.T) *frame.Room {
	lab := keptLab(t, fmt.Sprintf(`title: %[1]q
release: "11.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
  %[2]q: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
steps: [{power-on: all}, expect: {floor: {trust: none}}]
`, evil, evilGroup))
	for _, step := range []string{"power-on: all", fmt.Sprintf("reset: [%q]", evilGroup)} {
		_, err := lab.Do(t.Context(), step)
		require.NoError(t, err, step)
	}
	require.NoError(t, lab.Snapshot(t.Context(), evilGroup))
	lab.Journal.Add(event.Event{Time: time.Now(), Node: "cucm-pub", What: whatEvil{}})
	lab.Journal.Add(event.Event{Time: time.Now(), Node: evil, What: whatEvil{}})
	return &frame.Room{Lab: lab, Title: evil, Base: "/"}
}

// TestPolicy: every answer, whatever was asked for, says what a page may load, and no page has anything inline that would run.
func TestPolicy(t *testing.T) {
	s := testsite.Serve(t, room(t))
	client := s.Client(t)
	for _, a := range crawl(t, s, client, "/") {
		require.Equal(t, opened(a.path), a.status, a.path)
		policy := a.header.Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'self'", a.path)
		require.NotContains(t, policy, "unsafe-eval", a.path)
		require.NotContains(t, policy, "script-src", a.path)
		require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"), a.path)
		if a.html() {
			require.Empty(t, inline(t, a.body), a.path)
			require.NotContains(t, a.body, "<script>window.ran", a.path)
		}
	}
	for _, path := range []string{"/nothing", "/api/v1/lab", "/api/nothing", "/static/frame/nothing", "/static/frame/frame.js"} {
		require.Contains(t, get(t, client, s.URL, path).header.Get("Content-Security-Policy"), "default-src 'self'", path)
	}
}

// opened is the status of a page that one comes to: the first page of a room, or of a moment of its past, leads to another.
func opened(path string) int {
	if strings.HasSuffix(path, "/") {
		return http.StatusSeeOther
	}
	return http.StatusOK
}

// TestEvilTextIsText: a browser that opens the pages of such a lab runs none of it.
func TestEvilTextIsText(t *testing.T) {
	s := testsite.Serve(t, room(t))
	tab := s.Enter(t)
	for _, row := range web.Rows {
		if row.Title == "" {
			continue
		}
		tab.Go("/" + row.Path)
		tab.Until("document.readyState === 'complete'")
		tab.Until("window.ran === undefined")
	}
}

// TestEvilNames: a node or a learner whose name is part of addresses has no markup in it.
func TestEvilNames(t *testing.T) {
	for _, name := range []string{evil, evilGroup, "<script>", `"><img onerror=x>`, "../anna", "anna/bert", "a b", "javascript:x"} {
		require.Error(t, classroom.CheckNames([]string{name}), name)
		_, err := scenarios.Load("lab.yaml", fmt.Appendf(nil, "title: x\nrelease: \"11.5\"\ncluster: {mode: non-secure, nodes: {%q: {roles: [publisher, callmanager, tftp, tvs, capf]}}}\nsteps: [expect: {}]\n", name))
		require.Error(t, err, name)
	}
}

// TestFormsAreBounded: no row takes what is larger than a form can be.
func TestFormsAreBounded(t *testing.T) {
	s := testsite.Serve(t, room(t))
	client := s.Client(t)
	large := "x=" + strings.Repeat("x", 3<<20)
	values := strings.NewReplacer("{operation}", "restart", "{node}", "cucm-pub", "{device}", "SEP0A0101000001", "{step}", "1")
	for _, r := range web.Rows {
		if r.Method == http.MethodPost {
			a := ask(t, client, http.MethodPost, s.URL+"/"+values.Replace(r.Path), large, "HX-Request", "true")
			require.Contains(t, []int{http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusNotFound}, a.status, r.Path)
		}
	}
}

// TestNobodyComesInUnasked: without a session there is no page, no file of the lab and no API; a link works once.
func TestNobodyComesInUnasked(t *testing.T) {
	s := testsite.Serve(t, room(t))
	stranger := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for _, path := range []string{"/", "/live", "/api/v1/lab", "/api/openapi.json", "/static/frame/frame.js", "/nothing"} {
		a := get(t, stranger, s.URL, path)
		require.Equal(t, http.StatusUnauthorized, a.status, path)
		require.Contains(t, a.header.Get("Content-Security-Policy"), "default-src 'none'")
	}
	require.Equal(t, http.StatusUnauthorized, ask(t, stranger, http.MethodPost, s.URL+"/api/v1/lab/steps", "step=x").status)
	require.Equal(t, http.StatusForbidden, get(t, stranger, s.URL, "/enter?code=guessed").status)

	first := get(t, stranger, s.URL, s.Link)
	require.Equal(t, http.StatusOK, first.status)
	cookie := first.header.Get("Set-Cookie")
	for _, flag := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
		require.Contains(t, cookie, flag)
	}
	require.Equal(t, http.StatusForbidden, get(t, stranger, s.URL, s.Link).status, "a link is used twice")
	value, _, _ := strings.Cut(cookie, ";")
	require.Equal(t, http.StatusOK, get(t, stranger, s.URL, "/static/frame/frame.js", "Cookie", value).status)
	require.Equal(t, http.StatusUnauthorized, get(t, stranger, s.URL, "/static/frame/frame.js", "Cookie", value+"x").status)
	ask(t, stranger, http.MethodPost, s.URL+"/leave", "", "Cookie", value)
	require.Equal(t, http.StatusUnauthorized, get(t, stranger, s.URL, "/static/frame/frame.js", "Cookie", value).status, "after logging out")
}

// TestSessionsEnd: a session that nobody used for half a day is none, and cookies of pages over TLS go over TLS only.
func TestSessionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := door.New([]door.Account{{Name: "anna", Password: "secret", Home: "/"}}, true)
		h := in.Guard("A lab", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		cookie := logIn(h, "anna", "secret")
		require.NotNil(t, cookie)
		require.True(t, cookie.Secure && cookie.HttpOnly && cookie.SameSite == http.SameSiteStrictMode)
		time.Sleep(11 * time.Hour)
		require.Equal(t, http.StatusOK, visit(h, cookie))
		time.Sleep(11 * time.Hour)
		require.Equal(t, http.StatusOK, visit(h, cookie), "each use makes it longer")
		time.Sleep(13 * time.Hour)
		require.Equal(t, http.StatusUnauthorized, visit(h, cookie))
	})
}

// TestPasswordsAreNotGuessed: after ten wrong ones not even the right one is taken for a minute; names that there are not tell nothing.
func TestPasswordsAreNotGuessed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := door.New([]door.Account{{Name: "anna", Password: "secret", Home: "/"}, {Name: "link-only", Home: "/"}}, false)
		h := in.Guard("A lab", http.NotFoundHandler())
		require.Nil(t, logIn(h, "link-only", ""))
		require.Nil(t, logIn(h, "nobody", ""))
		for range 10 {
			require.Nil(t, logIn(h, "anna", "wrong"))
		}
		require.Nil(t, logIn(h, "anna", "secret"))
		time.Sleep(61 * time.Second)
		require.NotNil(t, logIn(h, "anna", "secret"))
	})
}

func logIn(h http.Handler, name, password string) *http.Cookie {
	w := httptest.NewRecorder()
	q := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader("name="+name+"&password="+password))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	h.ServeHTTP(w, q)
	for _, c := range w.Result().Cookies() {
		return c
	}
	return nil
}

func visit(h http.Handler, c *http.Cookie) int {
	w := httptest.NewRecorder()
	q := httptest.NewRequest(http.MethodGet, "/", nil)
	q.AddCookie(c)
	h.ServeHTTP(w, q)
	return w.Code
}

// TestOtherSites: pages of other sites can send no form, by what browsers say of where it comes from; a name that was turned to the lab's
// address is none of it.
func TestOtherSites(t *testing.T) {
	s := testsite.Serve(t, room(t))
	client := s.Client(t)
	for _, c := range []struct {
		what    string
		headers []string
		refused int
	}{
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"another port of the host", []string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
		{"an old browser, another site", []string{"Origin", "http://evil.example"}, http.StatusForbidden},
		{"a sandboxed frame", []string{"Origin", "null"}, http.StatusForbidden},
		{"DNS rebinding", []string{"Host", "evil.example"}, http.StatusMisdirectedRequest},
		{"DNS rebinding, with the port", []string{"Host", "evil.example" + s.URL[strings.LastIndex(s.URL, ":"):]}, http.StatusMisdirectedRequest},
		{"the page itself", []string{"Sec-Fetch-Site", "same-origin", "Origin", s.URL}, 0},
	} {
		for _, path := range []string{"/api/v1/clock", "/leave-not", "/login"} {
			a := ask(t, client, http.MethodPost, s.URL+path, "x=1", c.headers...)
			if c.refused != 0 {
				require.Equal(t, c.refused, a.status, "%s: %s", c.what, path)
			} else {
				require.NotContains(t, []int{http.StatusMisdirectedRequest}, a.status, "%s: %s", c.what, path)
				require.NotContains(t, a.body, "cross-origin", "%s: %s", c.what, path)
			}
		}
	}
}

// TestFilesOfTheProgramOnly: no way of writing a path leads out of the files that pages load.
func TestFilesOfTheProgramOnly(t *testing.T) {
	s := testsite.Serve(t, room(t))
	client := s.Client(t)
	cookies := client.Jar.Cookies(must(http.NewRequest(http.MethodGet, s.URL, nil)).URL)
	for _, path := range []string{"/static/frame/../site.go", "/static/frame/..%2fsite.go", "/static/frame/%2e%2e/%2e%2e/web.go", "/static/frame/..\\site.go", "/static/../frame/doc.go",
		"/static/frame//etc/passwd", "/static/asset/..%2f..%2f..%2fgo.mod", "/static//etc/passwd", "/..%2f..%2fetc/passwd", "/static/frame/frame.js/../../../site.go", "/static/frame/%00"} {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
		require.NoError(t, err)
		_, err = fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s=%s\r\nConnection: close\r\n\r\n", path, strings.TrimPrefix(s.URL, "http://"), cookies[0].Name, cookies[0].Value)
		require.NoError(t, err)
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		require.NoError(t, err)
		require.NotEqual(t, http.StatusOK, r.StatusCode, path)
		require.NoError(t, r.Body.Close())
		require.NoError(t, c.Close())
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// TestStreamsAreBounded: one account has so many streams of a room at a time; the next is told so, and comes in when one is closed.
func TestStreamsAreBounded(t *testing.T) {
	s := testsite.Serve(t, room(t))
	client := s.Client(t)
	var open []*http.Response
	for {
		q := must(http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/live", nil))
		r, err := client.Do(q)
		require.NoError(t, err)
		if r.StatusCode != http.StatusOK {
			require.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
			require.NoError(t, r.Body.Close())
			break
		}
		open = append(open, r)
		require.Less(t, len(open), 200)
	}
	require.Equal(t, http.StatusOK, get(t, client, s.URL, "/static/frame/frame.js").status, "other requests are served meanwhile")
	for _, r := range open {
		require.NoError(t, r.Body.Close())
	}
	require.Eventually(t, func() bool {
		r, err := client.Do(must(http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/live", nil)))
		require.NoError(t, err)
		defer func() { require.NoError(t, r.Body.Close()) }()
		return r.StatusCode == http.StatusOK
	}, 20*time.Second, 50*time.Millisecond)
}
