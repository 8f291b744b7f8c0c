// Package testnode serves labs on sockets whose nodes answer HTTPS, for tests of the applications of package tomcat.
package testnode

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/accept"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/lab/upkeep"
	"tvslab/soap"
)

// Site is a lab of two nodes with three phones.
const Site = `title: A lab
release: "14"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
steps: [expect: {floor: {trust: none}}]
`

// Accounts are those of the tests.
var Accounts = tomcat.Accounts{
	Application: []tomcat.Account{{User: "administrator", Password: "secret"}},
	Platform:    []tomcat.Account{{User: "admin", Password: "platform"}},
}

// Port is the port that stands for 8443 in tests, Port443 the one for 443, Port8080 that without TLS.
const (
	Port     = 8443
	Port443  = 4443
	Port8080 = 8080
)

// Lab is a lab whose nodes answer.
type Lab struct {
	*tomcat.Server
	T        testing.TB
	Accesses chan lab.Access
	Troubles chan accept.Trouble
}

// Open makes a lab of a scenario in a folder, on sockets where changed is there, with keys in the folder of the tests (testdata/keys).
func Open(t testing.TB, site, keys string, changed func()) *control.Lab {
	t.Helper()
	s, err := scenarios.Load("lab.yaml", []byte(site))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	pool, err := keypool.Open(keys, nil)
	require.NoError(t, err)
	origin, err := upkeep.Kept(t.Context(), t.TempDir()+"/lab", s, 0, pool)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, origin.Close()) })
	var o scenarios.Options
	if changed != nil {
		o.Sockets = &lab.Sockets{Changed: changed, MostPhones: -1}
	}
	up, err := origin.Raise(context.Background(), o, control.ResetsAtOnce, "test")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, up.Close()) })
	return up.Lab
}

// Serve serves the nodes of a lab until the test ends; change sets up the server before it listens.
func Serve(t testing.TB, site, keys string, apps []tomcat.App, change ...func(*tomcat.Server)) *Lab {
	t.Helper()
	changed := make(chan struct{}, 1)
	wake := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	s := &Lab{T: t, Accesses: make(chan lab.Access, 10_000), Troubles: make(chan accept.Trouble, 1000)}
	s.Server = &tomcat.Server{Lab: Open(t, site, keys, wake), Apps: apps, Accounts: Accounts, Ports: tomcat.Ports{Port, Port443, Port8080}, Changed: changed,
		Log:     func(a lab.Access) { s.Accesses <- a },
		Trouble: func(trouble accept.Trouble) { s.Troubles <- trouble }}
	for _, c := range change {
		c(s.Server)
	}
	require.NoError(t, s.Listen())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
		require.Empty(t, s.Troubles)
	})
	return s
}

// At is where a node answers: host:port of the one that stands for 8443.
func (s *Lab) At(name string) string { return s.door(name, 0) }

// Plain is where a node answers without TLS: host:port of the one that stands for 8080.
func (s *Lab) Plain(name string) string { return s.door(name, control.PlainWeb) }

// door is a port of a node, by its place in control.WebPorts.
func (s *Lab) door(name string, number int) string {
	for _, p := range s.Lab.Places() {
		if p.Name == name {
			return p.At(s.PortsOf(p.Node)[number])
		}
	}
	s.T.Fatalf("no node %s", name)
	return ""
}

// patience is how long tests wait for what must come.
const patience = 10 * time.Second

// Client is a client as scripts are: it verifies nothing, and keeps no connection.
func Client() *http.Client {
	return &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
}

// Answer is an answer of a node.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Do asks a node. user "" logs nobody in.
func (s *Lab) Do(method, node, path string, account tomcat.Account, header map[string]string, body []byte) Answer {
	s.T.Helper()
	asked, err := http.NewRequestWithContext(s.T.Context(), method, "https://"+s.At(node)+path, bytes.NewReader(body))
	require.NoError(s.T, err)
	for name, value := range header {
		asked.Header.Set(name, value)
	}
	if account.User != "" {
		asked.SetBasicAuth(account.User, account.Password)
	}
	got, err := Client().Do(asked)
	require.NoError(s.T, err)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	require.NoError(s.T, err)
	return Answer{got.StatusCode, got.Header, string(text)}
}

// Post asks a web service of the first node for an operation, as the application user: body is the element of the operation.
func (s *Lab) Post(path, action, body string) Answer {
	s.T.Helper()
	return s.Do(http.MethodPost, s.Lab.Nodes()[0], path, Accounts.Application[0], map[string]string{"Content-Type": "text/xml", "SOAPAction": action}, Envelope(body))
}

// Envelope puts the element of an operation into a message.
func Envelope(body string) []byte {
	return []byte(`<soapenv:Envelope xmlns:soapenv="` + soap.Namespace + `"><soapenv:Header/><soapenv:Body>` + body + `</soapenv:Body></soapenv:Envelope>`)
}

// Did are the steps of the history, WHO: WHAT.
func (s *Lab) Did() (did []string) {
	h, err := s.Lab.History(s.T.Context())
	require.NoError(s.T, err)
	for _, step := range h.Steps {
		did = append(did, step.Who+": "+step.What)
	}
	return did
}
