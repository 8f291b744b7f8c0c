package board_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"tvslab/accept"
	"tvslab/classroom"
	"tvslab/httpd"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/api"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/control"
	"tvslab/web"
	"tvslab/web/board"
	"tvslab/web/testbrowser"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }

// site is a class that is up, with its pages.
type site struct {
	*classroom.Class
	address string
	end     func()
}

// open brings a class with a scenario up; the folder may have one.
func open(t *testing.T, dir string, names ...string) *site {
	t.Helper()
	release, err := cucm.ParseRelease("11.5")
	require.NoError(t, err)
	cells, err := library.Pick("tftp-both-changed-tvs-changed", library.Selection{Releases: []cucm.Release{release}})
	require.NoError(t, err)
	world := func(uint64) (*scenarios.Scenario, int, error) { return cells[0], 0, nil }
	return openCourse(t, dir, &classroom.Course{Name: "a-course", Title: "Both TFTP servers", World: world}, names...)
}

func openCourse(t *testing.T, dir string, course *classroom.Course, names ...string) *site {
	t.Helper()
	register, err := classroom.Read(dir)
	if err != nil {
		register, err = classroom.NewRegister("a-course", true, "", 1, names)
		require.NoError(t, err)
		require.NoError(t, register.Write(dir))
	}
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	class, err := classroom.Open(ctx, classroom.Options{Dir: dir, Register: register, Course: course, Keys: keys, Rate: clock.Stopped, Version: "test",
		Tell: func(accept.Trouble) {}, Failed: func(err error) { t.Error(err) }})
	require.NoError(t, err)
	pages, err := board.Pages(class, false, nil)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- (&httpd.Server{Handler: pages, Most: 100}).Serve(ctx, listener) }()
	return &site{class, "http://" + listener.Addr().String(), func() {
		cancel()
		require.NoError(t, <-served)
		require.NoError(t, class.Close())
	}}
}

// browser is somebody's, after the login.
type browser struct {
	*http.Client
	t    *testing.T
	site *site
}

func (s *site) login(t *testing.T, name, password string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	b := &browser{&http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, t, s}
	if password != "" {
		status, _ := b.send("POST", "/login", "application/x-www-form-urlencoded", url.Values{"name": {name}, "password": {password}}.Encode())
		require.Equal(t, http.StatusOK, status)
		status, _ = b.get("/")
		require.Equal(t, http.StatusSeeOther, status)
	}
	return b
}

func (b *browser) send(method, path, form, body string) (status int, text string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.site.address+path, strings.NewReader(body))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", form)
	answer, err := b.Do(r)
	require.NoError(b.t, err)
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	require.NoError(b.t, err)
	return answer.StatusCode, string(data)
}

func (b *browser) get(path string) (status int, text string) {
	b.t.Helper()
	return b.send("GET", path, "", "")
}

// typed types a command on the first node of a lab.
func (b *browser) typed(s *classroom.Seat, line string, answers ...string) (status int, text string) {
	b.t.Helper()
	body, err := json.Marshal(api.Commands{Commands: []string{line}, Answers: answers})
	require.NoError(b.t, err)
	return b.send("POST", "/"+s.Name+"/api/v1/nodes/"+s.Nodes[0].Name+"/commands", "application/json", string(body))
}

// routes are the addresses of a room, with values in the places of names.
func routes(t *testing.T, s *classroom.Seat) (list [][2]string) {
	t.Helper()
	values := strings.NewReplacer("{node}", s.Nodes[0].Name, "{$}", "")
	for _, r := range web.Rows {
		list = append(list, [2]string{r.Method, values.Replace(r.Path)})
	}
	for _, r := range api.Resources() {
		list = append(list, [2]string{r.Method, "api" + values.Replace(r.Path)})
	}
	for _, path := range []string{"", "live", "messages", "api/openapi.json", "static/frame/frame.css", "no-such-page"} {
		list = append(list, [2]string{"GET", path})
	}
	require.Greater(t, len(list), 30)
	return list
}

func TestClass(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "class")
	s := open(t, dir, "anna", "bert", "carla")
	ended := false
	defer func() {
		if !ended {
			s.end()
		}
	}()
	anna, bert := s.Seat("anna"), s.Seat("bert")
	of := s.login(t, "anna", anna.Password)
	teacher := s.login(t, classroom.Instructor, s.Password)
	nobody := s.login(t, "", "")

	t.Run("each learner has a world of his own", func(t *testing.T) {
		_, one := of.get("/anna/api/v1/lab")
		_, two := teacher.get("/bert/api/v1/lab")
		var a, b control.Status
		require.NoError(t, json.Unmarshal([]byte(one), &a))
		require.NoError(t, json.Unmarshal([]byte(two), &b))
		require.NotEqual(t, a.Seed, b.Seed)
		require.NotEqual(t, anna.Nodes[0].Address, bert.Nodes[0].Address)
	})
	t.Run("a learner reaches nothing of another's and not the board, by any route", func(t *testing.T) {
		for _, route := range routes(t, bert) {
			for _, room := range []string{"bert", "board", "dora"} {
				status, text := of.send(route[0], "/"+room+"/"+route[1], "application/json", "{}")
				require.Equal(t, http.StatusForbidden, status, "%s /%s/%s", route[0], room, route[1])
				require.Equal(t, "this is somebody else's\n", text)
			}
			status, _ := nobody.send(route[0], "/bert/"+route[1], "application/json", "{}")
			require.Contains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, status)
		}
		for _, path := range []string{"/anna/../bert/", "/anna/%2e%2e/bert/api/v1/lab", "//bert/", "/bert", "/anna/..%2fbert/"} {
			status, text := of.get(path)
			require.NotEqual(t, http.StatusOK, status, path)
			require.NotContains(t, text, "bert/static", path)
		}
	})
	t.Run("a learner opens a shell of his own lab in the browser, of another's none", func(t *testing.T) {
		dial := func(b *browser, seat *classroom.Seat) (int, error) {
			at := s.address + "/" + seat.Name + "/api/v1/nodes/" + seat.Nodes[0].Name + "/shell"
			c, answer, err := websocket.Dial(t.Context(), at, &websocket.DialOptions{HTTPClient: b.Client, Subprotocols: []string{api.Protocol}})
			if err == nil {
				return answer.StatusCode, c.CloseNow()
			}
			return answer.StatusCode, nil
		}
		for _, row := range []struct {
			who  *browser
			seat *classroom.Seat
			want int
		}{{of, anna, http.StatusSwitchingProtocols}, {of, bert, http.StatusForbidden}, {teacher, bert, http.StatusSwitchingProtocols}, {nobody, bert, http.StatusUnauthorized}} {
			status, err := dial(row.who, row.seat)
			require.NoError(t, err)
			require.Equal(t, row.want, status)
		}
	})
	t.Run("no page tells a learner where the class is kept", func(t *testing.T) {
		for _, route := range routes(t, anna) {
			if route[0] != http.MethodGet || route[1] == "live" || strings.Contains(route[1], "/events") {
				continue // streams do not end
			}
			_, text := of.get("/anna/" + route[1])
			require.NotContains(t, text, dir, route[1])
		}
	})
	t.Run("the password of another opens no node, the instructor's opens all", func(t *testing.T) {
		require.Error(t, logIn(bert, classroom.OSUser, anna.Password))
		require.NoError(t, logIn(bert, classroom.OSUser, bert.Password))
		require.NoError(t, logIn(bert, classroom.Instructor, s.Password))
		require.Error(t, logIn(bert, "anna", anna.Password))
	})
	t.Run("a learner reads no file of the machine", func(t *testing.T) {
		secret := filepath.Join(dir, classroom.CertificateName)
		_, err := classroom.Certificate(dir, nil, nil)
		require.NoError(t, err)
		_, text := of.typed(anna, "set cert import trust CallManager", secret)
		require.Contains(t, text, "not PEM")
		require.NotContains(t, text, "BEGIN")
		_, text = of.typed(anna, "set cert import trust CallManager", filepath.Join(dir, "no-such-file"))
		require.Contains(t, text, "not PEM")
	})
	t.Run("a lab calls no server of the machine", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		called := make(chan struct{})
		go func() {
			defer close(called)
			if c, err := listener.Accept(); err == nil {
				c.Close()
				t.Error("somebody called")
			}
		}()
		status, text := of.typed(anna, "utils itl reset remotekey "+listener.Addr().String()+" root /ITLRecovery.p12", "toor")
		require.Equal(t, http.StatusOK, status, text)
		require.Contains(t, text, "refused")
		require.NoError(t, listener.Close())
		<-called
	})
	t.Run("the board shows deeds, and the instructor's under his name", func(t *testing.T) {
		status, text := of.send("POST", "/anna/api/v1/steps", "application/json", `{"step":"reset: all"}`)
		require.Equal(t, http.StatusOK, status, text)
		status, text = teacher.send("POST", "/bert/api/v1/steps", "application/json", `{"step":"reset: all"}`)
		require.Equal(t, http.StatusOK, status, text)
		h, err := bert.Lab.History(t.Context())
		require.NoError(t, err)
		require.Equal(t, "lab (instructor)", h.Steps[len(h.Steps)-1].Who)
		h, err = anna.Lab.History(t.Context())
		require.NoError(t, err)
		require.Equal(t, "lab", h.Steps[len(h.Steps)-1].Who)
		require.NoError(t, s.Keep(t.Context(), "carla")) // forgets figures of a moment ago of nobody else
		status, text = teacher.get("/board/")
		require.Equal(t, http.StatusOK, status, text)
		for _, want := range []string{"anna", "bert", "carla", `href="/anna/"`, "3 learners", "phones locked"} {
			require.Contains(t, text, want)
		}
		var results classroom.Results
		_, text = teacher.get("/board/figures")
		require.NoError(t, json.Unmarshal([]byte(text), &results))
		require.Len(t, results.Learners, 3)
		require.Positive(t, results.Learners[0].Phones)
	})
	t.Run("messages are text", func(t *testing.T) {
		status, text := teacher.send("POST", "/board/say", "application/x-www-form-urlencoded", url.Values{"learner": {"anna"}, "text": {"<b>look</b> at the ITL"}}.Encode())
		require.Equal(t, http.StatusSeeOther, status, text)
		_, text = of.get("/anna/messages")
		require.Contains(t, text, "&lt;b&gt;look")
		_, text = teacher.get("/bert/messages")
		require.NotContains(t, text, "look")
		status, _ = teacher.send("POST", "/board/say", "application/x-www-form-urlencoded", url.Values{"learner": {"dora"}, "text": {"hello"}}.Encode())
		require.Equal(t, http.StatusNotFound, status)
	})
	t.Run("all are set back to a checkpoint", func(t *testing.T) {
		require.NoError(t, s.Keep(t.Context(), ""))
		before := anna.Lab.Clock().Clock
		_, err := anna.Lab.Do(t.Context(), "advance: 3d")
		require.NoError(t, err)
		require.NotEqual(t, before, anna.Lab.Clock().Clock)
		status, text := teacher.send("POST", "/board/back", "application/x-www-form-urlencoded", "learner=")
		require.Equal(t, http.StatusSeeOther, status, text)
		require.Equal(t, before, anna.Lab.Clock().Clock)
	})
	t.Run("results", func(t *testing.T) {
		_, text := teacher.get("/board/results.csv")
		require.Regexp(t, "(?m)^bert,0,", text)
		status, text := teacher.get("/board/results/anna")
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, text, "<h1>anna</h1>")
		status, _ = teacher.get("/board/results/dora")
		require.Equal(t, http.StatusNotFound, status)
	})

	steps, err := bert.Lab.History(t.Context())
	require.NoError(t, err)
	s.end()
	ended = true
	again := open(t, dir)
	defer again.end()
	t.Run("the class goes on the next day", func(t *testing.T) {
		now, err := again.Seat("bert").Lab.History(t.Context())
		require.NoError(t, err)
		require.Equal(t, steps.Steps, now.Steps)
		require.Equal(t, bert.Nodes[0].Address, again.Seat("bert").Nodes[0].Address)
		again.login(t, "bert", bert.Password)
	})
	_, err = os.Stat(filepath.Join(dir, "class.json"))
	require.NoError(t, err)
}

// logIn logs in to the first node of a lab.
func logIn(s *classroom.Seat, user, password string) error {
	at := netip.AddrPortFrom(netip.MustParseAddr(s.Nodes[0].Address), uint16(s.Nodes[0].SSH))
	c, err := ssh.Dial("tcp", at.String(), &ssh.ClientConfig{User: user, Auth: []ssh.AuthMethod{ssh.Password(password)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		return err
	}
	return c.Close()
}
