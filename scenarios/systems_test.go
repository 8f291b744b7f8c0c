package scenarios_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/sim/lab"
	"tvslab/sim/system"
)

// around is a scenario with these steps and systems around two clusters.
func around(t *testing.T, release, steps string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Load("t.yaml", []byte(`title: T
source: S
release: "`+release+`"
settings: {cluster: {auto_reset: false}}
cluster:
  mode: mixed-tokenless
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
other-clusters:
  branch: {mode: non-secure, nodes: {far: {roles: [publisher, callmanager, tftp, tvs, capf]}}}
systems:
  trunk: {kind: sip-trunk}
  tie: {kind: sip-trunk, nodes: sub, peer: far}
  uccx: {kind: uccx, trusts: [pub/tomcat, sub/tomcat]}
  blind: {kind: uccx, verify: false}
  vpn: {kind: phone-vpn}
  old-vpn: {kind: phone-vpn, trusts: [Cisco Manufacturing CA SHA2]}
  cti: {kind: cti}
phones:
  desk: {model: "8841", count: 2, tftp: [pub, sub]}
  home: {model: "8841", count: 2, tftp: [pub, sub], lsc: true, behind: vpn}
  mic: {model: "8841", tftp: [pub, sub], behind: old-vpn}
steps:
  - power-on: all
`+steps))
	require.NoError(t, err)
	one, err := s.For(s.Cells()[0])
	require.NoError(t, err)
	return one
}

// Verbs on systems do what they say, and expectations see it.
func TestSystems(t *testing.T) {
	for name, steps := range map[string]string{
		"everything fits at the start": `
  - expect:
      trunk: {up: true, reason: connected, anew: connected, works-with: [pub, sub]}
      tie: {works-with: sub}
      uccx: {up: true}
      all: {registered: true}
      old-vpn: {up: false, reason: issuer-unknown}`,
		"import, restart": `
  - regenerate: {certificate: tomcat, nodes: sub}
  - restart: {service: Cisco Tomcat, nodes: sub}
  - expect: {uccx: {up: false, reason: certificate-unknown, works-with: pub}, blind: {up: true}}
  - trust: {system: uccx, certificate: sub/tomcat}
  - expect: {uccx: {up: false, reason: restart-needed}}
  - restart-system: uccx
  - expect: {uccx: {up: true}}`,
		"a trunk stands until it is reset": `
  - renew-system: trunk
  - expect: {trunk: {up: true, reason: connected, anew: system-unknown}}
  - reset: desk
  - restart-phone: all
  - expect: {trunk: {up: true}}
  - reset: all
  - expect: {trunk: {up: false, reason: system-unknown, works-with: []}}
  - upload: {store: CallManager-trust, certificate: trunk, nodes: all}
  - expect: {trunk: {up: true}}`,
		"a node of another cluster on the other side": `
  - regenerate: {certificate: CallManager, nodes: far}
  - restart: {service: Cisco CallManager, nodes: far}
  - restart-system: tie
  - expect: {tie: {up: false, reason: system-unknown}, trunk: {up: true}}
  - upload: {store: CallManager-trust, certificate: far/CallManager, nodes: sub}
  - expect: {tie: {up: true}}`,
		"phones behind a system": `
  - regenerate: {certificate: CAPF, nodes: pub}
  - restart: {service: Cisco Certificate Authority Proxy Function, nodes: pub}
  - reset: all
  - expect: {vpn: {up: false, reason: issuer-unknown}, home: {registered: true}}
  - certificate-operation: {phones: home, operation: install-upgrade}
  - reset: home
  - reset: home
  - expect: {home: {registered: false, reason: unreachable}, desk: {registered: true}, mic: {registered: true}}
  - trust: {system: vpn, certificate: pub/CAPF}
  - reset: home
  - expect: {home: {registered: true}}
  - delete-certificate: {store: Phone-VPN-trust, certificate: vpn, nodes: pub}
  - reset: home
  - expect: {vpn: {up: false, reason: system-unknown}, home: {registered: false}}`,
		"ports, services, and when": `
  - fault: {kind: service-port-blocked, nodes: sub, port: 8443}
  - expect: {uccx: {up: false, reason: unreachable, works-with: pub}}
  - heal: {kind: service-port-blocked, nodes: sub, port: 8443}
  - stop: {service: Cisco Tomcat, nodes: all}
  - expect:
      uccx: [{when: {release: "12.5"}, reason: service-down}, {when: {release: "<12.0"}, up: true}]
  - stop: {service: Cisco Certificate Authority Proxy Function, nodes: pub}
  - {renew-system: cti, error: does not run}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, failures(t, around(t, "12.5", steps+"\n")))
		})
	}
}

// What does not hold names what was found.
func TestSystemFailures(t *testing.T) {
	got := failures(t, around(t, "12.5", `
  - regenerate: {certificate: tomcat, nodes: sub}
  - restart: {service: Cisco Tomcat, nodes: sub}
  - expect: {uccx: {up: true, reason: connected, works-with: [sub]}, trunk: {anew: system-unknown, up: false}}
`))
	require.Len(t, got, 5)
	require.Regexp(t, `^up: true, false: sub: certificate-unknown \(tomcat sub \(serial [0-9A-F]{8}…\)\)$`, got[0])
	require.Equal(t, []string{"reason: connected, certificate-unknown", "works-with: sub, pub", "up: false, true: connected",
		"anew: system-unknown, connected"}, got[1:])
}

// The summary, the events in the order of the file, and the same on sockets.
func TestSystemResults(t *testing.T) {
	s := around(t, "12.5", `
  - regenerate: {certificate: [tomcat, CallManager], nodes: sub}
  - restart: {service: [Cisco Tomcat, Cisco CallManager], nodes: sub}
  - expect: {uccx: {up: false}}
  - advance: 6y
  - expect: {blind: {up: true}}
`)
	var told []string
	memory, err := scenarios.Run(t.Context(), s, scenarios.Options{Keys: testKeys(t), Observe: func(e event.Event) {
		if w, ok := e.What.(system.Changed); ok {
			told = append(told, w.Name+" "+string(w.Reason))
		}
	}})
	require.NoError(t, err)
	require.Equal(t, []string{"trunk certificate-unknown", "tie certificate-unknown", "uccx certificate-unknown",
		"uccx certificate-expired", "vpn certificate-expired"}, told)
	require.Len(t, memory.Systems, 7)
	uccx := memory.Systems[2]
	require.Equal(t, "uccx", uccx.System)
	require.Equal(t, "uccx down", uccx.String())
	require.Equal(t, "certificate-expired", uccx.Reason)
	require.NotEmpty(t, uccx.Detail)
	require.Equal(t, "agents cannot log in to the Finesse desktop", uccx.Loses)
	require.Equal(t, []scenarios.ConnectionResult{{Node: "pub", Reason: "certificate-expired", Anew: "certificate-expired"},
		{Node: "sub", Reason: "certificate-unknown", Anew: "certificate-unknown"}}, uccx.Connections)
	require.Equal(t, "blind up", memory.Systems[3].String())
	sockets, err := scenarios.Run(t.Context(), s, scenarios.Options{Keys: testKeys(t), Sockets: &lab.Sockets{}})
	require.NoError(t, err)
	require.Equal(t, memory.Systems, sockets.Systems)
}

// Services and Extension Mobility are judged on the node that the configuration names, or by a setting where the phone is
// registered.
func TestServiceNode(t *testing.T) {
	for setting, want := range map[string]string{"first_of_group": "fail", "registered": "verify"} {
		s, err := scenarios.Load("t.yaml", []byte(`title: T
source: S
release: "15"
settings: {cluster: {phone_service_node: `+setting+`}}
cluster:
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
phones: {desk: {model: "8841", count: 2, tftp: [pub, sub]}}
steps:
  - power-on: all
  - expect: {desk: {services: verify, extension-mobility: verify, registered: pub}}
  - stop: {service: Cisco CallManager, nodes: pub}
  - reset: all
  - stop: {service: Cisco Tomcat, nodes: pub}
  - expect: {desk: {registered: sub, services: `+want+`, extension-mobility: `+want+`}}
  - start: {service: Cisco Tomcat, nodes: pub}
  - stop: {service: Cisco Extension Mobility, nodes: all}
  - expect: {desk: {services: verify, extension-mobility: fail}}
`))
		require.NoError(t, err)
		one, err := s.For(s.Cells()[0])
		require.NoError(t, err)
		require.Empty(t, failures(t, one), setting)
	}
}
