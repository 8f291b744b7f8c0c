package cluster_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/lab/control"
	"tvslab/sim/page"
	"tvslab/web/cluster"
)

// playedOnce is an operation with a form, in a lab where it can be done.
type playedOnce struct {
	id      string
	release string // 12.5 where it says nothing
	mode    string
	before  []string // steps
	form    url.Values
	step    string // as which it is shown
	unseen  bool   // it changes what no document of the lab shows
	refused string // the lab must refuse it so: nothing has it that could be done to
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

var on = []string{"power-on: all"}

var plays = []playedOnce{
	{id: "generate-self-signed", release: "14", form: form("certificate", "tomcat", "nodes", "cucm-pub", "key-length", "3072", "hash", "SHA256"),
		step: "generate-self-signed: {certificate: tomcat, nodes: cucm-pub, key-length: 3072, hash: SHA256}"},
	{id: "generate-csr", form: form("store", "tomcat", "nodes", "cucm-pub", "alternative-names", "a.example, b.example"), unseen: true,
		step: `generate-csr: {store: tomcat, nodes: cucm-pub, alternative-names: [a.example, b.example]}`},
	{id: "upload", form: form("store", "tomcat-trust", "certificate", "lab-root-ca", "nodes", "cucm-pub"), step: "upload: {store: tomcat-trust, certificate: lab-root-ca, nodes: cucm-pub}"},
	{id: "delete-certificate", before: []string{"upload: {store: tomcat-trust, certificate: lab-root-ca, nodes: cucm-pub}"},
		form: form("store", "tomcat-trust", "certificate", "lab-root-ca", "nodes", "cucm-pub"), step: "delete-certificate: {store: tomcat-trust, certificate: lab-root-ca, nodes: cucm-pub}"},
	{id: "regenerate", form: form("certificate", "TVS", "certificate", "CAPF", "nodes", "cucm-pub"), step: "regenerate: {certificate: [TVS, CAPF], nodes: cucm-pub}"},
	{id: "reuse-certificate", release: "14", form: form("node", "cucm-pub"), refused: "multi-server"},
	{id: "bulk-certificates", form: form("from", "far-pub", "to", "cucm-pub"), step: "upload: {store: Phone-SAST-trust, certificate: far-pub/CallManager, nodes: cucm-pub}"},
	{id: "certificate-monitor", form: form("start", "60d", "email", "a@example.test"), step: `certificate-monitor: {start: "60d", email: "a@example.test"}`},
	{id: "set-hostname", form: form("node", "cucm-sub1", "name", "cucm-new"), step: "set-hostname: {node: cucm-sub1, name: cucm-new}"},
	{id: "set-address", form: form("node", "cucm-sub1", "address", "192.0.2.77"), step: `set-address: {node: cucm-sub1, address: "192.0.2.77"}`},
	{id: "switch-version", before: []string{"upgrade: {release: \"14\"}"}, form: form("argument", "back"), step: "switch-version: back"},
	{id: "upgrade", form: form("release", "14"), step: `upgrade: {release: "14"}`},

	{id: "activate", form: form("nodes", "cucm-pub", "service", "Cisco WebDialer Web Service"), step: "activate: {nodes: cucm-pub, service: Cisco WebDialer Web Service}"},
	{id: "deactivate", form: form("nodes", "cucm-sub1", "service", "Cisco Tftp"), step: "deactivate: {nodes: cucm-sub1, service: Cisco Tftp}"},
	{id: "start-feature", before: []string{"stop: {service: Cisco Tftp, nodes: all}"}, form: form("nodes", "cucm-pub", "nodes", "cucm-sub1", "service", "Cisco Tftp"),
		step: "start: {nodes: [cucm-pub, cucm-sub1], service: Cisco Tftp}"},
	{id: "stop-feature", form: form("nodes", "all", "nodes", "cucm-pub", "service", "Cisco Tftp"), step: "stop: {nodes: all, service: Cisco Tftp}"},
	{id: "restart-feature", form: form("nodes", "cucm-pub", "service", "Cisco Tftp"), step: "restart: {nodes: cucm-pub, service: Cisco Tftp}"},
	{id: "start-network", before: []string{"stop: {service: Cisco Trust Verification Service, nodes: cucm-pub}"},
		form: form("nodes", "cucm-pub", "service", "Cisco Trust Verification Service"), step: "start: {nodes: cucm-pub, service: Cisco Trust Verification Service}"},
	{id: "stop-network", form: form("nodes", "cucm-pub", "service", "Cisco Trust Verification Service"), step: "stop: {nodes: cucm-pub, service: Cisco Trust Verification Service}"},
	{id: "restart-network", form: form("nodes", "cucm-pub", "service", "Cisco Trust Verification Service"), step: "restart: {nodes: cucm-pub, service: Cisco Trust Verification Service}"},

	{id: "add-node", form: form("name", "cucm-sub2", "roles", "subscriber", "roles", "tftp", "cluster", "other"), step: "{add-node: {cucm-sub2: {roles: [subscriber, tftp]}}, cluster: other}"},
	{id: "remove-node", before: []string{"move: {phones: all, tftp: cucm-pub, group: cucm-pub}"}, form: form("argument", "cucm-sub1"), step: "remove-node: cucm-sub1"},
	{id: "group-reset", before: on, form: form("callmanager-group", "cucm-pub", "callmanager-group", "cucm-sub1"), step: "reset: {callmanager-group: [cucm-pub, cucm-sub1]}"},
	{id: "auto-registration", form: form("value", "True"), step: `set: {parameter: Auto-registration Enabled, value: "True"}`},
	{id: "set", form: form("parameter", "CAPF Operation Expires in (days)", "value", "30"), step: `set: {parameter: "CAPF Operation Expires in (days)", value: "30"}`},
	{id: "reset-all", before: on, form: form("phones", "all"), step: "reset: all"},
	{id: "apply-all", before: on, form: form("phones", "all"), step: "apply-config: all"},
	{id: "reset", before: on, form: form("phones", "desk"), step: "reset: desk"},
	{id: "restart-phone", before: on, form: form("phones", "desk, hall"), step: "restart-phone: [desk, hall]"},
	{id: "apply-config", before: on, form: form("phones", "desk[1..2]"), step: `apply-config: "desk[1..2]"`},
	{id: "remove-device", form: form("phones", "desk"), step: "remove-device: desk"},
	{id: "add-device", before: []string{"remove-device: desk"}, form: form("phones", "desk", "model", "8861"), step: `add-device: {phones: desk, model: "8861"}`},
	{id: "move", form: form("phones", "desk", "tftp", "cucm-sub1"), step: "move: {phones: desk, tftp: cucm-sub1}"},
	{id: "security-profile", form: form("phones", "desk", "mode", "non-secure", "encrypted-config", "true"), step: "security-profile: {phones: desk, mode: non-secure, encrypted-config: true}"},
	{id: "certificate-operation", form: form("phones", "desk", "operation", "install-upgrade"), step: "certificate-operation: {phones: desk, operation: install-upgrade}"},
	{id: "symmetric-key", form: form("phones", "hall"), step: "symmetric-key: {phones: hall}"},
	{id: "phone-load", form: form("phones", "desk", "load", "sip88xx.12-5-1SR1-4"), step: "phone-load: {phones: desk, load: sip88xx.12-5-1SR1-4}"},
	{id: "product-specific", form: form("phones", "desk", "web-access", "enabled"), step: "product-specific: {phones: desk, web-access: enabled}"},
	{id: "bulk-reset", before: on, form: form("phones", "SEP*"), step: "reset: SEP*"},
	{id: "bulk-restart", before: on, form: form("model", "88*"), step: `restart-phone: {model: "88*"}`},
	{id: "bulk-delete", form: form("phones", "SEP*"), step: "remove-device: SEP*"},
	{id: "bulk-apply", before: on, form: form("phones", "SEP*"), step: "apply-config: SEP*"},

	{id: "backup", form: form("argument", "sftp1"), step: "backup: sftp1"},
	{id: "restore", before: []string{"backup: sftp1", "regenerate: {certificate: TVS, nodes: cucm-sub1}"}, form: form("name", "sftp1", "nodes", "cucm-sub1"), step: "restore: {name: sftp1, nodes: cucm-sub1}"},

	{id: "mixed-mode", form: form("node", "cucm-pub"), step: "cli: {node: cucm-pub, run: utils ctl set-cluster mixed-mode}"},
	{id: "non-secure-mode", mode: "mixed-tokenless", form: form("node", "cucm-pub"), step: "cli: {node: cucm-pub, run: utils ctl set-cluster non-secure-mode}"},
	{id: "update-ctl", mode: "mixed-tokenless", before: []string{"regenerate: {certificate: CallManager, nodes: cucm-sub1}"}, form: form("node", "cucm-pub"),
		step: "cli: {node: cucm-pub, run: utils ctl update CTLFile}"},
	{id: "reset-itl", release: "11.5", form: form("node", "cucm-pub"), step: "cli: {node: cucm-pub, run: utils itl reset localkey}"},
	{id: "cli", form: form("node", "cucm-pub", "run", "set cert regen TVS", "answer", "yes"), step: `cli: {node: cucm-pub, run: set cert regen TVS, answer: "yes"}`},
	{id: "set-domain", form: form("node", "cucm-sub1", "domain", "example.test"), step: "set-domain: {node: cucm-sub1, domain: example.test}"},
	{id: "export-recovery-key", form: form("name", "kept"), step: "export-recovery-key: kept", unseen: true},
	{id: "itl-reset-remote", release: "12.5", before: []string{"export-recovery-key: kept", "set-hostname: {node: cucm-pub, name: cucm-x}"}, form: form("argument", "kept"), step: "itl-reset-remote: kept"},
	{id: "rebuild-node", form: form("argument", "cucm-sub1"), step: "rebuild-node: cucm-sub1"},
	{id: "token", form: form("action", "set-mixed-mode", "tokens", "SAST-A", "tokens", "SAST-B", "signer", "SAST-A"),
		step: "token: {action: set-mixed-mode, tokens: [SAST-A, SAST-B], signer: SAST-A}"},

	{id: "trust", form: form("system", "uccx", "certificate", "lab-root-ca"), step: "trust: {system: uccx, certificate: lab-root-ca}", unseen: true},
	{id: "restart-system", form: form("argument", "uccx"), step: "restart-system: uccx", unseen: true},
	{id: "renew-system", form: form("argument", "trunk"), step: "renew-system: trunk"},
	{id: "authenticator", form: form("trusts", "cucm-pub/CAPF"), step: "authenticator: {trusts: cucm-pub/CAPF}", unseen: true},

	{id: "power-on", form: form("phones", "desk"), step: "power-on: desk"},
	{id: "power-off", before: on, form: form("phones", "desk"), step: "power-off: desk"},
	{id: "delete-trust-list", before: []string{"power-on: all", "power-off: all"}, form: form("phones", "desk", "list", "itl"), step: "delete-trust-list: {phones: desk, list: itl}"},
	{id: "factory-reset", before: []string{"power-on: all", "power-off: all"}, form: form("phones", "desk"), step: "factory-reset: desk"},
	{id: "update-lsc", before: on, form: form("phones", "desk"), step: "update-lsc: desk", unseen: true},
	{id: "enter-symmetric-key", before: []string{"symmetric-key: {phones: hall}"}, form: form("phones", "hall"), step: "enter-symmetric-key: {phones: hall}", unseen: true},

	{id: "fault", form: form("kind", "node-down", "nodes", "cucm-sub1"), step: "fault: {kind: node-down, nodes: cucm-sub1}"},
	{id: "heal", before: []string{"fault: {kind: node-down, nodes: cucm-sub1}"}, form: form("kind", "node-down", "nodes", "cucm-sub1"), step: "heal: {kind: node-down, nodes: cucm-sub1}"},
	{id: "wait", before: []string{"power-on: all", "regenerate: {certificate: CallManager, nodes: cucm-pub}"}, form: form("argument", "registered"), step: "wait: registered"},
	{id: "advance", form: form("argument", "30d"), step: `advance: "30d"`, unseen: true},
}

// state is all that documents of the lab show, without the clock.
func state(t *testing.T, l *control.Lab) string {
	t.Helper()
	status := l.Status(t.Context())
	status.Clock = ""
	certificates, err := l.Certificates(control.CertificateQuery{})
	require.NoError(t, err)
	var details []*control.NodeDetail
	for _, name := range l.Nodes() {
		d, err := l.Node(name)
		require.NoError(t, err)
		details = append(details, d)
	}
	var phones []any
	for _, name := range []string{"SEP0A0101000001", "SEP0A0102000001"} {
		detail, err := l.ShowPhone(t.Context(), name, 0)
		require.NoError(t, err)
		detail.Clock = ""
		shown, _ := l.Page(page.Request{Page: page.Phone, Device: name}) // refused where it is in no database
		phones = append(phones, detail, shown)
	}
	data, err := json.Marshal([]any{phones, status, certificates, details, l.Parameters(), l.Backups(), l.Monitors(), l.ListVersions(t.Context()), l.TVSCaches()})
	require.NoError(t, err)
	return string(data)
}

// TestOperations: each operation is played once, shows its step, and changes the lab.
func TestOperations(t *testing.T) {
	known := cluster.Operations()
	for _, row := range plays {
		known = slices.DeleteFunc(known, func(id string) bool { return id == row.id })
		t.Run(row.id, func(t *testing.T) {
			s := open(t, orWord(row.release, "12.5"), orWord(row.mode, "non-secure"))
			s.play(t, row.before...)
			s.get(t, "/cluster/do/"+row.id)
			before, number := state(t, s.Lab), s.Journal.Last()
			code, body := s.post(t, row.id, row.form)
			if row.refused != "" {
				require.Equal(t, http.StatusUnprocessableEntity, code, body)
				require.Contains(t, words(body), row.refused)
				return
			}
			require.Equal(t, http.StatusOK, code, body)
			require.Contains(t, words(body), "As a step: "+row.step)
			require.False(t, row.unseen && before != state(t, s.Lab), "it is seen")
			if !row.unseen && before == state(t, s.Lab) {
				require.Greater(t, s.Journal.Last(), number+1, "nothing changed, and nobody did anything")
			}
		})
	}
	require.Empty(t, known, "give these a row")
}

func orWord(word, other string) string {
	if word == "" {
		return other
	}
	return word
}

// without are verbs that no operation plays, and why.
var without = map[string]string{
	"expect": "a lab that is served takes none: it is looked at",
	"page":   "the page Real pages opens them",
}

// TestEveryVerbHasAPage: each verb that a served lab takes is played by an operation.
func TestEveryVerbHasAPage(t *testing.T) {
	played := cluster.Verbs()
	for _, v := range scenarios.Verbs() {
		if without[v.Name] == "" {
			require.Contains(t, played, v.Name)
		} else {
			require.NotContains(t, played, v.Name)
		}
	}
}

// TestQuestions: what asks before it acts says so in its form, in the words of the pages.
func TestQuestions(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	require.Contains(t, s.get(t, "/cluster/do/delete-certificate"), `hx-confirm="`+scenarios.PopUpDelete+`"`)
	require.Contains(t, s.get(t, "/cluster/do/reset-all"), `hx-confirm="`+scenarios.PopUpReset+`"`)
	require.Contains(t, s.get(t, "/cluster/parameters"), `hx-confirm="`+scenarios.PopUpReset+`"`)
}

// TestIncomplete: a form that says too little is refused with what is missing, and one that is too long at all.
func TestIncomplete(t *testing.T) {
	s := open(t, "12.5", "non-secure")
	code, body := s.post(t, "restart-feature", form("service", "Cisco Tftp"))
	require.Equal(t, http.StatusUnprocessableEntity, code)
	require.Contains(t, words(body), "Server: choose or write something")
	code, _ = s.post(t, "cli", form("node", "cucm-pub"))
	require.Equal(t, http.StatusUnprocessableEntity, code)
	code, _ = s.post(t, "cli", form("node", "nobody", "run", "show itl"))
	require.Equal(t, http.StatusNotFound, code)
	code, _ = s.post(t, "backup", form("argument", strings.Repeat("x", 70_000)))
	require.Equal(t, http.StatusUnprocessableEntity, code)
	code, _ = s.post(t, "nothing", nil)
	require.Equal(t, http.StatusNotFound, code)
}
