package remedy_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/remedy"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
)

func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	return pool
}

// plan is a scenario with these steps on two nodes of a release, with another cluster beside them.
func plan(t testing.TB, release, mode, steps string) *scenarios.Scenario {
	t.Helper()
	text := `title: T
source: S
release: "` + release + `"
cluster:
  mode: ` + mode + `
` + map[bool]string{true: "  tokens: [token-1, token-2]\n"}[mode == "mixed-token"] + `
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
other-clusters:
  branch: {nodes: {far: {roles: [publisher, callmanager, tftp, tvs, capf]}}}
  lone: {nodes: {away: {roles: [publisher, callmanager, tftp, tvs, capf]}}}
systems:
  trunk: {kind: sip-trunk}
  tie: {kind: sip-trunk, peer: far}
  centre: {kind: uccx}
phones:
  desk: {model: "8841", count: 3, tftp: [pub, sub]}
  old: {model: "7940", tftp: [pub, sub]}
  floor: {model: "7965", count: 2, tftp: [pub, sub]}
  safe: {model: "8841", count: 2, tftp: [pub, sub], security: encrypted, lsc: true}
  aged: {model: "7940", tftp: [pub, sub], security: encrypted, lsc: ` + strconv.FormatBool(mode != plainly) + `}
  bare: {model: "8841", tftp: [pub, sub], security: encrypted, mic: none}
  guarded: {model: "8841", tftp: [pub, sub], lsc: true, dot1x: true}
steps:
  - power-on: all
` + steps
	return loaded(t, text)
}

// loaded is the first cell of a plan.
func loaded(t testing.TB, text string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.LoadPlan("t.yaml", []byte(text))
	require.NoError(t, err)
	one, err := s.For(s.Cells()[0])
	require.NoError(t, err)
	return one
}

// played is the runner at the end, and as it was before and after each step.
func played(t testing.TB, s *scenarios.Scenario) (*scenarios.Runner, []*scenarios.Runner) {
	t.Helper()
	r, err := scenarios.Prepare(context.Background(), s, scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	states := []*scenarios.Runner{r.Fork(nil)}
	for i := range s.Steps {
		require.NoError(t, r.Take(context.Background(), &s.Steps[i]))
		states = append(states, r.Fork(nil))
	}
	return r, states
}

const (
	both      = "  - regenerate: {nodes: all, certificate: [CallManager, TVS]}\n  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp, Cisco CallManager], nodes: all}\n  - reset: all\n  - wait: registered\n"
	ctlUpdate = "  - cli: {node: pub, run: utils ctl update CTLFile, answer: [y]}\n"
)

const (
	mixed        = "mixed-tokenless"
	plainly      = "non-secure"
	stopTFTP     = "  - stop: {service: Cisco Tftp, nodes: all}\n"
	startTFTP    = "  - start: {service: Cisco Tftp, nodes: all}\n"
	callManagers = "  - regenerate: {nodes: all, certificate: CallManager}\n"
	restartAll   = "  - restart: {service: [Cisco Tftp, Cisco CallManager, Cisco CTIManager], nodes: all}\n"
	boots        = "  - reset: all\n  - wait: registered\n"
)

// Each row works in one state and does not in another.
var rowTests = []struct {
	name, release, mode, steps string
	phones                     string // or a system; all when ""
	works                      string // remedies, with a blank between them
	fails                      string
	way                        string // part of a step of the first that is named in works
}{
	{name: "reset queued", release: "12.5", mode: plainly, steps: stopTFTP + boots + startTFTP + "  - regenerate: {nodes: pub, certificate: TVS}\n", works: "wait", fails: "reset"},
	{name: "tftp back", release: "12.5", mode: plainly, steps: stopTFTP + boots + startTFTP, works: "reset", fails: "wait heal start-service itl-reset rollback delete-trust-list"},
	{name: "node down", release: "12.5", mode: plainly, steps: "  - fault: {kind: node-down, nodes: [pub, sub]}\n" + boots, works: "heal", fails: "wait reset start-service restart-service"},
	{name: "port blocked", release: "11.5", mode: plainly, steps: "  - fault: {kind: service-port-blocked, port: 2445}\n" + callManagers + restartAll + boots,
		works: "heal itl-reset", fails: "reset start-service", way: "port: 2445"},
	{name: "tvs stopped", release: "11.5", mode: plainly, steps: "  - stop: {service: Cisco Trust Verification Service, nodes: all}\n" + callManagers + restartAll + boots,
		works: "start-service itl-reset", fails: "wait reset heal restart-service", way: "start: {service: Cisco Trust Verification Service, nodes: [pub, sub]}"},
	{name: "old key", release: "11.5", mode: plainly, phones: "desk", steps: "  - backup: night\n" + callManagers + "  - wait: registered\n" + boots,
		works: "restart-service upload-certificate rollback", fails: "wait reset start-service", way: "restart: {service:"},
	{name: "sha-512", release: "14", mode: plainly, phones: "floor",
		steps: "  - set: {parameter: TFTP File Signature Algorithm, value: SHA-512}\n  - restart: {service: Cisco Tftp, nodes: all}\n" + boots,
		works: "undo-parameter", fails: "reset restart-service itl-reset undo-device undo-node", way: "value: SHA-1"},
	{name: "two faults", release: "11.5", mode: plainly, phones: "desk", steps: "  - stop: {service: Cisco CallManager, nodes: all}\n" + callManagers + "  - wait: registered\n" + boots,
		works: "mend-all", fails: "start-service restart-service itl-reset", way: "start: {service: Cisco CallManager"},
	{name: "a fault and a loss", release: "11.5", mode: plainly, phones: "desk", steps: both + "  - stop: {service: Cisco CallManager, nodes: all}\n" + boots,
		works: "itl-reset", fails: "mend-all start-service", way: "start: {service: Cisco CallManager"},
	{name: "moved", release: "11.5", mode: plainly, phones: "desk", steps: "  - move: {phones: desk, tftp: away}\n" + boots,
		works: "undo-device upload-certificate delete-trust-list", fails: "undo-parameter undo-node undo-mode itl-reset", way: "move: {phones: desk, tftp: [pub, sub]}"},
	{name: "removed", release: "12.5", mode: plainly, phones: "desk", steps: "  - remove-device: desk\n" + boots, works: "undo-device", fails: "delete-trust-list factory-reset itl-reset"},
	{name: "mode", release: "12.5", mode: plainly, phones: "bare", steps: "  - cli: {node: pub, run: utils ctl set-cluster mixed-mode, answer: [y]}\n" + restartAll + boots,
		works: "undo-mode", fails: "reset undo-parameter", way: "utils ctl set-cluster non-secure-mode"},
	{name: "lsc", release: "12.5", mode: mixed, phones: "safe", works: "certificate-operation upload-certificate", fails: "reset",
		steps: "  - backup: night\n  - delete-certificate: {store: CallManager-trust, certificate: pub/CAPF, nodes: pub}\n  - regenerate: {nodes: pub, certificate: CAPF}\n  - restart: {service: [Cisco Certificate Authority Proxy Function], nodes: pub}\n" + restartAll + boots},
	{name: "everything expired", release: "12.5", mode: mixed, phones: "safe", steps: "  - advance: 6y\n" + boots, works: "certificate-operation", fails: "reset itl-reset renew-certificate"},
	{name: "tvs expired", release: "12.5", mode: plainly, phones: "desk", steps: "  - advance: 6y\n" + boots, works: "renew-certificate", fails: "reset itl-reset"},
	{name: "network", release: "12.5", mode: mixed, phones: "guarded", steps: "  - authenticator: {trusts: [far/CAPF]}\n" + boots, works: "802.1x", fails: "reset delete-trust-list", way: "trusts: [far/CAPF, pub/CAPF]"},
	{name: "trunk", release: "12.5", mode: plainly, phones: "trunk", steps: callManagers + restartAll, works: "system", fails: "restart-system wait", way: "trust: {system: trunk"},
	{name: "trunk by token", release: "11.5", mode: "mixed-token", phones: "safe", steps: callManagers + restartAll + boots, works: "ctl-update", fails: "reset", way: "token: {action: update-ctl"},
	{name: "system not restarted", release: "12.5", mode: plainly, phones: "centre", works: "restart-system", fails: "upload-certificate",
		steps: "  - regenerate: {nodes: all, certificate: tomcat}\n  - restart: {service: Cisco Tomcat, nodes: all}\n  - trust: {system: centre, certificate: [pub/tomcat, sub/tomcat]}\n", way: "restart-system: centre"},
	{name: "tie", release: "12.5", mode: plainly, phones: "tie", steps: callManagers + restartAll, works: "upload-certificate", fails: "system restart-system"},
	{name: "remote key", release: "11.5", mode: plainly, phones: "desk",
		steps: "  - export-recovery-key: saved\n  - regenerate: {nodes: all, certificate: [CallManager, TVS]}\n  - regenerate: {nodes: pub, certificate: ITLRecovery}\n  - restart: {service: [Cisco Trust Verification Service], nodes: all}\n" + restartAll + boots,
		works: "itl-reset-remote", fails: "itl-reset reset", way: "itl-reset-remote: saved"},
	{name: "ctl forgotten", release: "12.5", mode: mixed, phones: "safe", steps: callManagers + restartAll + boots, works: "ctl-update", fails: "itl-reset reset restart-service"},
	{name: "ctl signer", release: "11.5", mode: mixed, phones: "aged", steps: callManagers + ctlUpdate + restartAll + boots, works: "ctl-reset delete-trust-list", fails: "ctl-update reset itl-reset"},
	{name: "locked", release: "11.5", mode: plainly, phones: "desk", steps: both,
		works: "itl-reset delete-trust-list factory-reset", fails: "renew-certificate wait reset restart-service rollback ctl-update itl-reset-remote ctl-reset restore switch-version heal 802.1x system upload-certificate certificate-operation", way: "utils itl reset localkey"},
	{name: "locked on 9.1", release: "9.1", mode: plainly, phones: "desk", steps: both, works: "delete-trust-list factory-reset", fails: "itl-reset", way: "delete-trust-list: desk"},
	{name: "backup", release: "9.1", mode: plainly, phones: "desk", steps: "  - backup: night\n" + both, works: "restore delete-trust-list", fails: "itl-reset", way: "restore: night"},
	{name: "upgrade", release: "9.1", mode: plainly, phones: "desk",
		steps: "  - fault: {kind: service-port-blocked, port: 2445}\n  - upgrade: {release: \"12.5\"}\n" + boots, works: "heal switch-version", fails: "reset undo-mode", way: "port: 2445"},
}

func TestRows(t *testing.T) {
	for _, tt := range rowTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, states := played(t, plan(t, tt.release, tt.mode, tt.steps))
			c := remedy.Case{Now: r, Past: states}
			if _, is := r.Lab.System(tt.phones); is {
				c.System = tt.phones
			} else {
				var err error
				c.Phones, err = r.Select(strings.Fields(tt.phones))
				require.NoError(t, err)
			}
			tried, err := c.Try(t.Context())
			require.NoError(t, err)
			works := map[remedy.Code]remedy.Tried{}
			for _, x := range tried {
				works[x.Code] = x
				t.Log(x.Code, x.Price, x.Words, x.Steps, x.Freed.Names(3), x.Locks.Names(3))
			}
			wanted := strings.Fields(tt.works)
			for _, code := range wanted {
				require.Contains(t, works, remedy.Code(code))
			}
			for _, code := range strings.Fields(tt.fails) {
				require.NotContains(t, works, remedy.Code(code))
			}
			require.Contains(t, strings.Join(works[remedy.Code(wanted[0])].Steps, "\n"), tt.way)
		})
	}
}

// TestEveryRow: every remedy works in one of these states, and does not in another.
func TestEveryRow(t *testing.T) {
	works, fails := []string{string(remedy.UndoNode)}, []string{}
	for _, tt := range rowTests {
		works, fails = append(works, strings.Fields(tt.works)...), append(fails, strings.Fields(tt.fails)...)
	}
	for _, row := range remedy.Table() {
		require.Contains(t, works, string(row.Code))
		require.Contains(t, fails, string(row.Code))
		require.NotEmpty(t, row.Says)
		require.NotEmpty(t, row.When)
		require.NotEmpty(t, row.Source)
	}
}

// A server that is called as it was is found by phones that kept the configuration of then: they register again, and refuse what is
// served as before.
func TestUndoNode(t *testing.T) {
	r, states := played(t, plan(t, "11.5", plainly, both+"  - set-hostname: {node: pub, name: first}\n  - set-hostname: {node: sub, name: second}\n"+boots))
	desk, err := r.Select([]string{"desk"})
	require.NoError(t, err)
	unregistered := func(ctx context.Context, l *lab.Lab, phones devices.Set) devices.Set {
		return l.Where(phones, func(p lab.Phone) bool { return p.Report().Registered == "" })
	}
	c := remedy.Case{Now: r, Phones: desk, Past: states, Left: unregistered}
	tried, err := c.Try(t.Context())
	require.NoError(t, err)
	require.Equal(t, remedy.UndoNode, tried[0].Code)
	require.Equal(t, []string{"set-hostname: {node: second, name: sub}", "reset: desk", "wait: registered"}, tried[0].Steps)
	c.Past = nil
	tried, err = c.Try(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, remedy.UndoNode, tried[0].Code, "nobody knows what they were called")
}

// Phones whose page got another key than they have read their configurations again when it has the old one.
func TestUndoSymmetricKey(t *testing.T) {
	const key = "00112233445566778899aabbccddeeff"
	r, states := played(t, loaded(t, `title: T
source: S
release: "9.1"
cluster: {nodes: {pub: {roles: [publisher, callmanager, tftp, tvs, capf]}, sub: {roles: [subscriber, callmanager]}}}
phones: {lobby: {model: "7940", protocol: sip, count: 2, tftp: [pub], group: [pub]}}
steps:
  - power-on: all
  - symmetric-key: {phones: lobby, key: "`+key+`"}
  - security-profile: {phones: lobby, mode: non-secure, encrypted-config: true}
  - enter-symmetric-key: {phones: lobby}
  - reset: all
  - symmetric-key: {phones: lobby}
  - reset: all
`))
	kept := func(_ context.Context, l *lab.Lab, phones devices.Set) devices.Set {
		return l.Where(phones, func(p lab.Phone) bool { return p.Report().ConfigState != phone.ConfigCurrent })
	}
	require.Equal(t, 2, kept(t.Context(), r.Lab, r.Lab.Phones()).Len())
	tried, err := remedy.Case{Now: r, Phones: r.Lab.Phones(), Past: states, Left: kept}.Try(t.Context())
	require.NoError(t, err)
	require.Equal(t, remedy.UndoDevice, tried[0].Code)
	require.Equal(t, []string{"symmetric-key: {phones: all, key: " + strconv.Quote(key) + "}", "reset: all", "wait: registered"}, tried[0].Steps)
}

// A remedy that takes the cluster back frees phones that missed a rotation, and locks those that followed it: that is told.
func TestLocks(t *testing.T) {
	r, states := played(t, plan(t, "9.1", plainly, "  - backup: night\n  - wait: registered\n  - power-off: desk[3]\n"+
		callManagers+"  - wait: registered\n"+restartAll+boots+
		"  - regenerate: {nodes: all, certificate: TVS}\n  - restart: {service: Cisco Trust Verification Service, nodes: all}\n"+boots+"  - power-on: desk[3]\n"))
	desk, err := r.Select([]string{"desk"})
	require.NoError(t, err)
	tried, err := remedy.Case{Now: r, Phones: desk, Past: states}.Try(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"restore", "delete-trust-list", "factory-reset"}, codes(tried))
	require.Equal(t, []string{"SEP0A0101000003"}, tried[0].Freed.Names(5))
	require.Equal(t, []string{"SEP0A0101000001", "SEP0A0101000002", "SEP0A0103000001"}, tried[0].Locks.Names(3))
	require.Empty(t, tried[1].Locks)
	require.Equal(t, remedy.Price{Visits: 1, Rank: tried[1].Price.Rank}, tried[1].Price)
}
