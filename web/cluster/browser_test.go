package cluster_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/control"
	"tvslab/web/testbrowser"
)

// TestRegenerateInBrowser: somebody finds a certificate, regenerates it, reads the pop-up and closes it; the lab has another one.
func TestRegenerateInBrowser(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	first, err := s.Certificates(control.CertificateQuery{Node: "cucm-pub", Store: "CallManager"})
	require.NoError(t, err)
	tab := testbrowser.Blank(t, s.Handler)
	tab.Go("/cluster/certificates?node=cucm-pub&store=CallManager")
	tab.Click("link", "cucm-pub")
	tab.Wait("Certificate Details for")
	tab.Click("button", "Regenerate")
	tab.WaitFor("dialog", "Message from the page")
	tab.Wait("Success: Certificate Regenerated.")
	tab.Click("button", "Close")
	tab.Wait("As a step: regenerate: {certificate: CallManager, nodes: cucm-pub}")
	now, err := s.Certificates(control.CertificateQuery{Node: "cucm-pub", Store: "CallManager"})
	require.NoError(t, err)
	require.NotEqual(t, first[0].SHA256, now[0].SHA256)
}

// TestRestartInBrowser: a service that works with an old key says so, is asked about, and is restarted; the page follows by itself.
func TestRestartInBrowser(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	s.play(t, "regenerate: {certificate: CallManager, nodes: cucm-sub1}")
	tab := testbrowser.Blank(t, s.Handler)
	tab.Go("/cluster/nodes/cucm-sub1")
	tab.Wait("works with the CallManager certificate of before")
	tab.Click("button", "Restart Cisco Tftp")
	tab.Wait("Restart Cisco Tftp on cucm-sub1?")
	tab.Click("button", "Cancel")
	tab.Click("button", "Restart Cisco Tftp")
	tab.Click("button", "OK")
	tab.Wait("As a step: restart: {nodes: cucm-sub1, service: Cisco Tftp}")
	tab.Until(`![...document.querySelectorAll("tr")].some(r => r.textContent.includes("Cisco Tftp") && r.textContent.includes("of before"))`)
	testbrowser.Eval[bool](tab, `document.querySelector('[aria-label="Stop Cisco Tftp"]').focus(), true`) // the page may move under a mouse while it follows the lab
	tab.Press("Enter")
	tab.WaitFor("dialog", "Stop Cisco Tftp on cucm-sub1?")
	tab.Click("button", "OK")
	tab.WaitFor("button", "Start Cisco Tftp")
}

// TestFormInBrowser: a form of an operation is filled and sent; one that is refused says why.
func TestFormInBrowser(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	tab := testbrowser.Blank(t, s.Handler)
	tab.Go("/cluster/do")
	tab.Click("link", "Start Backup")
	tab.Type("Device Name", "sftp1")
	tab.Click("button", "Start Backup")
	tab.Wait("As a step: backup: sftp1")
	tab.Type("Device Name", "sftp1")
	tab.Click("button", "Start Backup")
	tab.Allow("422")
	tab.Wait("there is a backup")
	require.Len(t, s.Backups(), 1)
}

// TestTerminalInBrowser: keys go to the node and the screen comes back.
func TestTerminalInBrowser(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	tab := testbrowser.Blank(t, s.Handler)
	tab.Go("/cluster/terminal/cucm-pub")
	tab.Wait("Connected. Keys go to the node.")
	tab.Until(`document.querySelector(".xterm-rows").textContent.includes("admin:")`)
	tab.Press(append(strings.Split("show", ""), append([]string{"Space"}, append(strings.Split("itl", ""), "Enter")...)...)...)
	tab.Until(`document.querySelector(".xterm-rows").textContent.includes("ITL")`)
	testbrowser.Axe(t, tab)
	tab.Press("q")
	tab.Press(append(strings.Split("exit", ""), "Enter")...)
	tab.Wait("The session has ended.")
	tab.Click("button", "Log in again")
	tab.Wait("Connected. Keys go to the node.")
}

// TestFullHouse: when no more terminals can be open, the page says so, and one that is closed makes room.
func TestFullHouse(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	tab := testbrowser.Blank(t, s.Handler)
	var all []*websocket.Conn
	for range 16 {
		c, answer, err := websocket.Dial(t.Context(), tab.Site+"/api/v1/nodes/cucm-pub/shell", &websocket.DialOptions{Subprotocols: []string{"tvslab.shell"}})
		require.NoError(t, err)
		require.Equal(t, http.StatusSwitchingProtocols, answer.StatusCode)
		all = append(all, c)
	}
	tab.Allow("503")
	tab.Allow("WebSocket")
	tab.Go("/cluster/terminal/cucm-pub")
	tab.Wait("16 terminals are open, and no more can be")
	for _, c := range all {
		require.NoError(t, c.CloseNow())
	}
	tab.Click("button", "Log in again")
	tab.Wait("Connected. Keys go to the node.")
}

// TestAccessibility: no page breaks a rule of axe-core, at the desk and on a phone.
func TestAccessibility(t *testing.T) {
	s := open(t, "11.5", "non-secure")
	s.play(t, "power-on: all", "backup: sftp1", "regenerate: {certificate: CallManager, nodes: cucm-sub1}", "fault: {kind: disk-full, nodes: cucm-sub1}")
	list, err := s.Certificates(control.CertificateQuery{Node: "cucm-pub", Store: "TVS"})
	require.NoError(t, err)
	tab := testbrowser.Blank(t, s.Handler)
	for _, path := range []string{"/cluster", "/cluster/nodes/cucm-sub1", "/cluster/certificates?node=cucm-pub", "/cluster/certificates/" + list[0].SHA256, "/cluster/lists", "/cluster/tvs", "/cluster/parameters",
		"/cluster/backups", "/cluster/logs", "/cluster/pages?page=enterprise-parameters", "/cluster/do", "/cluster/do/upload", "/cluster/do/security-profile"} {
		tab.Go(path)
		testbrowser.Axe(t, tab)
	}
	tab.Size(testbrowser.Phone)
	for _, path := range []string{"/cluster", "/cluster/nodes/cucm-sub1", "/cluster/do/upload"} {
		tab.Go(path)
		testbrowser.Axe(t, tab)
		require.True(t, testbrowser.Eval[bool](tab, "document.documentElement.scrollWidth <= innerWidth"), path+" is wider than a phone")
	}
}
