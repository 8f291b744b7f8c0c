package phoneweb

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/twin/roster"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site are the phones of the tests; steps come behind.
const site = `title: T
release: "11.5"
cluster:
  domain: example.test
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 5, tftp: [pub, sub], web-access: enabled}
  hall: {model: "7965", protocol: sccp, count: 2, tftp: [pub, sub], web-access: enabled}
  lobby: {model: "7940", tftp: pub, web-access: enabled}
  silent: {model: "8861", tftp: pub}
  wireless: {model: "7925", tftp: pub, web-access: enabled}
steps:
  - power-on: all
`

// lockedSteps lock two phones that were off while certificates were replaced, one after the other.
const lockedSteps = `  - power-off: ["desk[1..2]", "hall[1]"]
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: Cisco Tftp, nodes: all}
  - reset: all
  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: Cisco Trust Verification Service, nodes: all}
  - restart: {service: Cisco Tftp, nodes: all}
  - reset: all
  - power-on: all
`

// overHTTP lets phones ask over HTTP who may press their keys.
const overHTTP = `  - set: {parameter: Secured Authentication URL, value: "http://NODE:8080/ccmcip/authenticate.jsp"}
  - reset: all
`

// town is a lab with web servers.
type town struct {
	*testing.T
	lab     *control.Lab
	set     *Set
	urls    map[string]string // by "desk[1]"
	names   map[string]string // by device name
	client  *http.Client
	ended   chan error
	endTown context.CancelFunc
}

func open(t *testing.T, steps string) *town {
	keys, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	s, err := scenarios.Load("lab.yaml", []byte(site+steps+"  - expect: {silent: {trust: current}}\n"))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	logs, consoles := control.NewLogs(), NewConsoles()
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: keys, Log: func(e event.Event) { logs.Add(e); consoles.Add(e) }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	_, err = r.Play(t.Context(), len(s.Steps)-1)
	require.NoError(t, err)
	n := &town{T: t, lab: control.Share(r, logs, control.ResetsAtOnce), urls: map[string]string{}, names: map[string]string{}, ended: make(chan error, 1),
		client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}}
	n.set, err = New(n.lab, Options{Phones: r.Lab.Phones(), Users: []User{{"cisco", "secret"}}, Consoles: consoles})
	require.NoError(t, err)
	n.lab.See(func(l *lab.Lab) {
		for _, p := range n.set.Places() {
			one, _ := l.Phone(p.Phone)
			id := fmt.Sprintf("%s[%d]", one.Group(), one.Index())
			n.urls[id], n.names[p.Phone] = URL(p.At), id
		}
	})
	ctx, end := context.WithCancel(context.Background())
	n.endTown = end
	go func() { n.ended <- n.set.Serve(ctx) }()
	t.Cleanup(func() { end(); require.NoError(t, <-n.ended) })
	return n
}

// get fetches a page; "" if the phone does not answer 200.
func (n *town) get(id, path string) string {
	response, err := n.client.Get(n.urls[id] + path)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return ""
	}
	return string(body)
}

// answering are the phones whose web servers answer, once they are those.
func (n *town) answers(want ...string) {
	n.Helper()
	require.EventuallyWithT(n.T, func(c *assert.CollectT) {
		for id := range n.urls {
			require.Equal(c, slices.Contains(want, id), n.get(id, "") != "", id)
		}
	}, 20*time.Second, 50*time.Millisecond)
}

// push presses keys in requests of their own, as scripts do, and returns the last answer.
func (n *town) push(id, keys string) (answer string) {
	for key := range strings.FieldsSeq(keys) {
		r, err := http.NewRequestWithContext(n.Context(), http.MethodPost, n.urls[id]+"CGI/Execute",
			strings.NewReader(url.Values{"XML": {`<CiscoIPPhoneExecute><ExecuteItem URL="Key:` + key + `"/></CiscoIPPhoneExecute>`}}.Encode()))
		require.NoError(n, err)
		r.SetBasicAuth("cisco", "secret")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := n.client.Do(r)
		require.NoError(n, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(n, err)
		require.NoError(n, response.Body.Close())
		answer = string(body)
	}
	return answer
}

func (n *town) do(step string) {
	n.Helper()
	require.NoError(n, n.lab.Play(n.Context(), "lab", step))
}

// trusts are the verdicts of phones.
func (n *town) trusts() map[string]string {
	list, err := n.lab.Phones(n.Context(), control.PhoneQuery{})
	require.NoError(n, err)
	found := map[string]string{}
	for _, p := range list.Phones {
		if id := n.names[p.Name]; id != "" {
			found[id] = p.Trust
		}
	}
	return found
}

var everyone = []string{"desk[1]", "desk[2]", "desk[3]", "desk[4]", "desk[5]", "hall[1]", "hall[2]", "lobby[1]"}

// TestWebAccess: phones with Web Access answer, those that are off, have none or are of a model without known pages refuse; a phone
// follows with the configuration that it accepts, and not before.
func TestWebAccess(t *testing.T) {
	n := open(t, "")
	n.answers(everyone...)
	n.do("power-off: [lobby]")
	n.do(`product-specific: {phones: ["desk[1]"], web-access: disabled}`)
	n.do(`product-specific: {phones: [silent], web-access: enabled}`)
	n.answers(everyone[:7]...) // nobody has fetched anything
	n.do("reset: all")
	n.do("power-on: [lobby]")
	n.answers(append(everyone[1:], "silent[1]")...)
}

// TestWebAccessFindsLocked does what a public test for ITL mismatches does: it changes Web Access, resets all phones and looks whose web
// servers did not follow. These are exactly the locked ones.
func TestWebAccessFindsLocked(t *testing.T) {
	n := open(t, lockedSteps)
	var locked []string
	for id, trust := range n.trusts() {
		if trust == "locked" {
			locked = append(locked, id)
		}
	}
	require.ElementsMatch(t, []string{"desk[1]", "desk[2]", "hall[1]"}, locked)
	n.answers(everyone...)
	n.do("product-specific: {phones: all, web-access: disabled}")
	n.do("reset: all")
	n.answers(locked...)
	status := n.get("desk[1]", "CGI/Java/Serviceability?adapter=device.settings.status.messages")
	require.Contains(t, status, "Trust List update failed")
	require.Contains(t, n.get("hall[1]", "DeviceLogX?2"), "TFTP Error : SEP")
	require.Contains(t, n.get("desk[1]", "FS/messages"), "SECUREAPP-")
}

// TestEraser does what public erasers of trust lists do: a locked phone is emptied by key presses, takes what is served now, and
// follows again. Where phones ask over HTTPS who may press keys, a locked one refuses, since it trusts nobody any more.
func TestEraser(t *testing.T) {
	for name, row := range map[string]struct {
		steps  string
		erased bool
	}{"authentication over HTTP": {overHTTP + lockedSteps, true}, "over HTTPS": {lockedSteps, false}} {
		t.Run(name, func(t *testing.T) {
			n := open(t, row.steps)
			n.do("product-specific: {phones: all, web-access: disabled}")
			n.do("reset: all")
			n.answers("desk[1]", "desk[2]", "hall[1]")
			for id, keys := range map[string]string{"desk[1]": "Applications KeyPad5 KeyPad4 KeyPad4 Soft3",
				"hall[1]": "Settings KeyPad4 KeyPad5 KeyPad2 KeyPadStar KeyPadStar KeyPadPound Soft2 Soft4 Soft2"} {
				require.Equal(t, row.erased, strings.Contains(n.push(id, keys), "Success"), id)
				require.Equal(t, !row.erased, strings.Contains(n.push("desk[2]", "VolUp"), `Number="4"`))
				require.Equal(t, row.erased, n.trusts()[id] == "current", id)
			}
			if row.erased {
				n.answers("desk[2]") // the others have Web Access as it is now
				require.Contains(t, statusOf(n, "desk[1]"), "Erasing CTL and ITL files")
			}
		})
	}
}

// statusOf are the status messages of a phone.
func statusOf(n *town, id string) (text string) {
	n.lab.See(func(l *lab.Lab) {
		for name, is := range n.names {
			if p, ok := l.Phone(name); ok && is == id {
				for _, line := range p.State().Status {
					text += line.Text + "\n"
				}
			}
		}
	})
	return text
}

// TestKeys: the keys of a phone that is well: it resets, has its lists anew, and says whose keys it takes.
func TestKeys(t *testing.T) {
	n := open(t, "")
	n.answers(everyone...)
	before := statusOf(n, "desk[1]")
	require.Contains(t, n.push("desk[1]", "Applications KeyPad5 KeyPad4 KeyPad4 Soft3"), "Success")
	require.NotEqual(t, before, statusOf(n, "desk[1]"))
	require.Equal(t, "current", n.trusts()["desk[1]"])
	n.do(`product-specific: {phones: ["desk[2]"], settings-access: disabled}`)
	n.do("reset: all")
	before = statusOf(n, "desk[2]")
	require.Contains(t, n.push("desk[2]", "Applications KeyPad5 KeyPad4 KeyPad4 Soft3"), "Success") // the keys, not what they lead to
	require.Equal(t, before, statusOf(n, "desk[2]"))
	wrong, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.urls["desk[3]"]+"CGI/Execute", strings.NewReader("XML="))
	require.NoError(t, err)
	wrong.SetBasicAuth("cisco", "cisco")
	response, err := n.client.Do(wrong)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, `<CiscoIPPhoneError Number="4" />`, string(body))
}

// TestPages: pages over the network are read as what the phone is, with the checksum that `show itl` prints.
func TestPages(t *testing.T) {
	n := open(t, "")
	n.answers(everyone...)
	for _, id := range []string{"desk[1]", "hall[2]"} {
		r := roster.NewReader()
		require.NoError(t, r.Read("page.html", strings.NewReader(n.get(id, "CGI/Java/Serviceability?adapter=device.statistics.configuration"))))
		found := r.Roster()
		require.Empty(t, found.Problems)
		got := found.Phones[0]
		require.Equal(t, id, n.names[got.Name])
		require.Equal(t, []string{"pub", "sub"}, roster.Values(got.TFTP))
		require.Equal(t, []string{"pub", "sub"}, roster.Values(got.CallManagers))
		require.Equal(t, "pub", got.Node.Value)
		n.lab.See(func(l *lab.Lab) {
			require.Contains(t, phone.Checksums(l.Cluster().Node("pub").ITL().Bytes()), got.ITL.Value)
			p, _ := l.Phone(got.Name)
			require.Equal(t, p.Shown(trust.ITL), got.ITL.Value)
		})
		var x struct {
			Domain string `xml:"DomainName"`
			Host   string `xml:"HostName"`
		}
		require.NoError(t, xml.Unmarshal([]byte(n.get(id, "NetworkConfigurationX")), &x))
		require.Equal(t, "example.test", x.Domain)
		require.Equal(t, got.Name, x.Host)
	}
}

// TestHostile: clients that say nothing, slowly, or too much cost their own connections; others are served meanwhile, and other phones.
func TestHostile(t *testing.T) {
	n := open(t, "")
	n.answers(everyone...)
	at := strings.TrimSuffix(strings.TrimPrefix(n.urls["desk[1]"], "http://"), "/")
	if !strings.Contains(at, ":") {
		at += ":80"
	}
	var held []net.Conn
	defer func() {
		for _, c := range held {
			c.Close()
		}
	}()
	for i := range 3 * mostEach {
		c, err := net.Dial("tcp4", at)
		require.NoError(t, err)
		held = append(held, c)
		if i%2 == 0 {
			_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nX: ")
		}
	}
	require.NotEmpty(t, n.get("desk[2]", ""))
	require.NotEmpty(t, n.get("desk[1]", ""), "a slow client gives way")
	huge, err := n.client.Post(n.urls["desk[3]"]+"CGI/Execute", "text/plain", strings.NewReader(strings.Repeat("x", 1<<20)))
	if err == nil {
		require.Equal(t, http.StatusRequestEntityTooLarge, huge.StatusCode)
		require.NoError(t, huge.Body.Close())
	}
	long, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.urls["desk[3]"], nil)
	require.NoError(t, err)
	long.Header.Set("X", strings.Repeat("x", 64<<10))
	response, err := n.client.Do(long)
	if err == nil {
		require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, response.StatusCode)
		require.NoError(t, response.Body.Close())
	}
	require.NotEmpty(t, n.get("desk[3]", ""))
}

// TestAddresses: two labs do not choose the same, and each phone has an address of its own.
func TestAddresses(t *testing.T) {
	first, err := claim(0)
	require.NoError(t, err)
	defer first.close()
	second, err := claim(first.port)
	require.NoError(t, err)
	defer second.close()
	seen := map[string]bool{}
	for place := range MostPlaces {
		for _, n := range []*network{first, second} {
			at, there := n.at(place)
			require.True(t, there)
			require.False(t, seen[at.String()])
			seen[at.String()] = true
		}
	}
	_, there := first.at(MostPlaces)
	require.False(t, there)
}

// TestShared: where there is 127.0.0.1 alone, ports count up.
func TestShared(t *testing.T) {
	n := &network{port: 8080, shared: true}
	at, there := n.at(2)
	require.True(t, there)
	require.Equal(t, "http://127.0.0.1:8082/", URL(at))
	_, there = n.at(60_000)
	require.False(t, there)

	first, err := shareOne(0)
	require.NoError(t, err)
	defer first.close()
	second, err := shareOne(0)
	require.NoError(t, err)
	defer second.close()
	require.GreaterOrEqual(t, second.port, first.port+portsEach, "two labs have ports of their own")
	_, there = first.at(portsEach - 1)
	require.False(t, there, "the last port is the guard")
	_, err = shareOne(first.port)
	require.ErrorContains(t, err, "no ports for phones")
	_, err = shareOne(65_000)
	require.ErrorContains(t, err, "2000 ports are needed")
}

// TestConsoles: the newest lines of a phone, and none of nodes.
func TestConsoles(t *testing.T) {
	c := NewConsoles()
	for i := range mostLines + 1 {
		c.Add(event.Event{Phone: "SEP1", What: lab.Line{Log: lab.LogConsole, Text: fmt.Sprint(i)}})
	}
	c.Add(event.Event{Node: "pub", What: lab.Line{Log: lab.LogTVS, Text: "no"}})
	lines := c.Lines("SEP1")
	require.Len(t, lines, mostLines)
	require.Equal(t, "1", lines[0])
	require.Empty(t, c.Lines("pub"))
}

// TestMost: descriptors bound the phones.
func TestMost(t *testing.T) {
	require.Equal(t, MostPhones, mostOf(0))
	require.Equal(t, 512, mostOf(1024))
	require.Equal(t, MostPhones, mostOf(1<<20))
}
