package why_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/why"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	return pool
}

// plan is a plan of two nodes, a system and phones.
func plan(t testing.TB, release, mode, steps string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.LoadPlan("t.yaml", []byte(`title: T
source: S
release: "`+release+`"
cluster:
  mode: `+mode+`
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
systems: {trunk: {kind: sip-trunk}}
phones:
  desk: {model: "8841", count: 3, tftp: [pub, sub]}
  floor: {model: "7965", count: 2, tftp: [pub, sub]}
  aged: {model: "7940", tftp: [pub, sub]}
  safe: {model: "8841", count: 2, tftp: [pub, sub], security: encrypted, lsc: `+map[bool]string{true: "true", false: "false"}[mode != "non-secure"]+`}
steps:
  - power-on: all
`+steps))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	return s
}

const (
	callManagers = "  - regenerate: {nodes: all, certificate: CallManager}\n"
	restart      = "  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp, Cisco CallManager], nodes: all}\n"
	operation    = "  - certificate-operation: {phones: desk, operation: install-upgrade}\n"
	boots        = "  - reset: all\n  - wait: registered\n"
)

var stories = []struct {
	name, release, mode, steps string
	step                       int
	ask                        why.Ask
}{
	{name: "locked", release: "11.5", mode: "non-secure", step: why.LastStep, ask: why.Ask{Group: "desk"},
		steps: "  - regenerate: {nodes: all, certificate: [CallManager, TVS]}\n" + restart + boots},
	{name: "ctl-signer", release: "11.5", mode: "mixed-tokenless", step: why.LastStep, ask: why.Ask{Group: "aged"},
		steps: callManagers + "  - cli: {node: pub, run: utils ctl update CTLFile, answer: [y]}\n" + restart + boots},
	{name: "rejected", release: "12.5", mode: "non-secure", step: why.LastStep, ask: why.Ask{Phone: "SEP0A0101000002"}, steps: "  - remove-device: desk\n" + boots},
	{name: "call-manager-unknown", release: "12.5", mode: "mixed-tokenless", step: why.LastStep, ask: why.Ask{Group: "safe"}, steps: callManagers + restart + boots},
	{name: "service", release: "11.5", mode: "non-secure", step: why.LastStep, ask: why.Ask{Group: "desk"},
		steps: "  - fault: {kind: service-port-blocked, port: 2445}\n"},
	{name: "lsc", release: "12.5", mode: "mixed-tokenless", step: why.LastStep, ask: why.Ask{Group: "safe"},
		steps: "  - backup: night\n  - delete-certificate: {store: CallManager-trust, certificate: pub/CAPF, nodes: pub}\n" +
			"  - regenerate: {nodes: pub, certificate: CAPF}\n" + restart + boots},
	{name: "encrypted", release: "12.5", mode: "non-secure", step: why.LastStep, ask: why.Ask{Group: "desk"},
		steps: "  - security-profile: {phones: [desk, floor, safe], mode: non-secure, encrypted-config: true}\n" + boots + boots + "  - backup: before\n" + operation +
			boots + boots + "  - restore: before\n" + operation + boots},
	{name: "system", release: "12.5", mode: "non-secure", step: why.LastStep, ask: why.Ask{System: "trunk"}, steps: callManagers + restart},
	{name: "healthy", release: "12.5", mode: "non-secure", step: why.LastStep, ask: why.Ask{Phone: "SEP0A0101000001"}},
	{name: "switched-off", release: "9.1", mode: "non-secure", step: 0, ask: why.Ask{Group: "floor"}},
	{name: "well", release: "12.5", mode: "non-secure", step: why.LastStep},
	{name: "worst", release: "11.5", mode: "non-secure", step: why.LastStep, steps: "  - stop: {service: Cisco CallManager, nodes: all}\n" + callManagers + boots},
}

// TestStories: stories as text of 80 columns.
func TestStories(t *testing.T) {
	for _, tt := range stories {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, err := why.Plan(t.Context(), plan(t, tt.release, tt.mode, tt.steps), scenarios.Options{Keys: testKeys(t)}, tt.step, tt.ask)
			require.NoError(t, err)
			golden(t, tt.name, doc)
		})
	}
}

func golden(t *testing.T, name string, doc *why.Document) {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, doc.Write(&text))
	for line := range strings.Lines(text.String()) {
		if width := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); width > 80 {
			require.Len(t, strings.Fields(line), 1, "only a word is wider: %q", line)
		}
	}
	path := filepath.Join("testdata", name+".txt")
	if *update {
		require.NoError(t, os.WriteFile(path, text.Bytes(), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), text.String())
	again, err := json.Marshal(doc)
	require.NoError(t, err)
	require.NotContains(t, string(again), "null", "no list is null")
	var read why.Document
	require.NoError(t, json.Unmarshal(again, &read))
	require.Len(t, read.Stories, len(doc.Stories))
}
