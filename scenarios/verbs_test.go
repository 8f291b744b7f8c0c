package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/scenarios/library"
)

// rehearsal is a scenario with these steps on two nodes of a release, with another cluster beside them.
func rehearsal(t *testing.T, release, mode, steps string) *scenarios.Scenario {
	t.Helper()
	text := `title: T
source: S
release: "` + release + `"
settings: {cluster: {auto_reset: false}}
cluster:
  mode: ` + mode + `
  domain: example.org
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
other-clusters:
  branch: {nodes: {far: {roles: [publisher, callmanager, tftp, tvs, capf]}}}
phones:
  desk: {model: "8841", count: 2, tftp: [pub, sub]}
  floor: {model: "7965", tftp: [pub, sub], group: [sub, pub]}
  safe: {model: "8841", tftp: [pub, sub], security: encrypted, lsc: true}
  guarded: {model: "8841", tftp: [pub, sub], lsc: true, dot1x: true}
steps:
  - power-on: all
` + steps
	s, err := scenarios.Load("t.yaml", []byte(text))
	require.NoError(t, err)
	one, err := s.For(s.Cells()[0])
	require.NoError(t, err)
	return one
}

// failures plays it and returns what did not hold, as "field: want, got".
func failures(t *testing.T, s *scenarios.Scenario) []string {
	t.Helper()
	result, err := scenarios.Run(t.Context(), s, scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	require.Positive(t, result.Checks)
	var lines []string
	for _, f := range result.Failures {
		lines = append(lines, fmt.Sprintf("%s: %s, %s", f.Field, f.Want, f.Got))
	}
	return lines
}

const chain = `
  - upload: {store: tomcat-trust, certificate: lab-root-ca, nodes: pub}
  - upload: {store: tomcat-trust, certificate: lab-intermediate-ca, nodes: pub}
`

// Steps do what CUCM does, and expectations see it.
func TestVerbs(t *testing.T) {
	for _, tt := range verbTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, failures(t, rehearsal(t, tt.release, tt.mode, tt.steps+"\n")))
		})
	}
}

// What a page must show or hide, and does not or does, is a failed expectation; so is a parameter of another value.
func TestPagesAreJudged(t *testing.T) {
	found := failures(t, rehearsal(t, "12.5", "non-secure", `
  - page: {name: device-summary, shows: [Total 4, Total 7], hides: [pub, nobody]}
  - expect: {pub: {parameters: {Cluster Security Mode: 1}}}
`))
	require.Len(t, found, 3)
	require.Equal(t, "shows: Total 7, the page without it; --timeline prints it", found[0])
	require.Equal(t, "hides: pub, the page with it; --timeline prints it", found[1])
	require.Equal(t, "parameter Cluster Security Mode: 1, 0", found[2])
}

// What a step must tell, pop-ups of its page among it, and does not tell, is a failed expectation.
func TestTellingIsJudged(t *testing.T) {
	found := failures(t, rehearsal(t, "12.5", "non-secure", `
  - {reset: all, tells: ["You are about to reset all devices in the system. This action cannot be undone. Continue?", reboot]}
  - {reset: desk, tells: about to reset}
  - {regenerate: {certificate: [tomcat, TVS], nodes: sub}, tells: ["Restart Cisco Tomcat, Cisco Tftp on", "Restart Cisco Trust Verification Service, Cisco Tftp on", "tomcat: sub"]}
  - {regenerate: {certificate: ITLRecovery, nodes: sub}, error: true, tells: "Success:"}
  - {generate-self-signed: {certificate: ipsec, nodes: far}, tells: "Success: Certificate Regenerated. Restart Cisco DRF Master, Cisco DRF Local on"}
  - {delete-certificate: {store: CAPF-trust, certificate: nobody, nodes: pub}, error: true, tells: about to permanently delete}
  - expect: {desk: {registered: true}}
`))
	require.Len(t, found, 3)
	require.Contains(t, found[0], "tells: reboot, last: ")
	require.Equal(t, "tells: about to reset, last: ", found[1])
	require.Contains(t, found[2], "tells: Success:, last: ")
}

// Every verb has a test: a row here, or a scenario of the library.
func TestEveryVerbIsPlayed(t *testing.T) {
	played := map[string]bool{}
	all, err := library.Find("*")
	require.NoError(t, err)
	for _, tt := range verbTests {
		all = append(all, rehearsal(t, tt.release, tt.mode, tt.steps+"\n"))
	}
	for _, s := range all {
		for _, step := range s.Steps {
			played[step.Verb] = true
		}
	}
	for _, v := range scenarios.Verbs() {
		require.True(t, played[v.Name], v.Name)
		require.NotEmpty(t, v.Argument, v.Name)
		require.NotEmpty(t, v.Doc, v.Name)
	}
}

var verbTests = []struct{ name, release, mode, steps string }{
	{"a refusal is expected", "12.5", "non-secure", `
  - {delete-certificate: {store: CallManager, certificate: pub, nodes: pub}, error: identity}
  - {cli: {node: sub, run: utils itl reset localkey}, error: true}
  - expect: {desk: {trust: current}}`},
	{"a device is removed and added", "12.5", "non-secure", `
  - expect: {desk: {registered: pub}}
  - {add-device: desk, error: in the database already}
  - remove-device: "desk[1]"
  - {remove-device: desk, error: not in the database}
  - {security-profile: {phones: desk, mode: encrypted}, error: not in the database}
  - reset: all
  - expect:
      desk[1]: {registered: false, reason: rejected-unknown-device, config: kept-old}
      desk[2]: {registered: pub, config: current}
  - cli: {node: sub, run: show risdb query phone, output: "SEP0A0101000001, , , , , , 0A0101000001, rej, SIP, 8841,"}
  - add-device: "desk[1]"
  - reset: all
  - expect: {desk: {registered: pub, config: current}}`},
	{"a device is known otherwise", "12.5", "non-secure", `
  - remove-device: [desk, floor]
  - add-device: {phones: desk, model: "8845"}
  - add-device: {phones: floor, protocol: sip}
  - expect: {desk: {registered: pub}, floor: {registered: sub}}
  - reset: all
  - expect:
      desk: {registered: false, reason: rejected-model, config: current}
      floor: {registered: true, port: 5060}
  - remove-device: floor
  - reset: floor
  - add-device: floor
  - fault: {kind: service-port-blocked, port: 69, phones: floor}
  - reset: floor
  - expect: {floor: {registered: false, reason: rejected-protocol, config: kept-old}}`},
	{"another cluster does not know the device", "12.5", "non-secure", `
  - {remove-device: all, cluster: branch}
  - {move: {phones: floor, tftp: [far], group: [far]}, error: not in the database}
  - move: {phones: floor, tftp: [far]}
  - factory-reset: floor
  - expect: {floor: {registered: false, reason: rejected-unknown-device}, desk: {registered: pub}}
  - {set: {parameter: Auto-registration Enabled, value: "True"}, cluster: branch}
  - reset: floor
  - expect: {floor: {registered: far, config: kept-old}}`},
	{"auto-registration in mixed mode, up to 11.0", "11.0", "mixed-tokenless", `
  - set: {parameter: Auto-registration Enabled, value: "True"}
  - remove-device: desk
  - factory-reset: desk
  - expect: {desk: {registered: false, reason: auto-registration-disabled}}`},
	{"auto-registration in mixed mode, from 11.5", "11.5", "mixed-tokenless", `
  - set: {parameter: Auto-registration Enabled, value: "True"}
  - remove-device: desk
  - factory-reset: desk
  - expect: {desk: {registered: pub, security: non-secure}}`},
	{"a certificate is deleted by reference", "11.5", "non-secure", `
  - backup: before
  - regenerate: {certificate: CAPF, nodes: pub}
  - expect: {pub: {trusted: {CAPF-trust: [pub/CAPF, pub/CAPF@before]}}}
  - delete-certificate: {store: CAPF-trust, certificate: pub/CAPF@before, nodes: pub}
  - expect: {pub: {trusted: {CAPF-trust: pub/CAPF}, not-trusted: {CAPF-trust: pub/CAPF@before}}}`},
	{"a refused step changes nothing", "12.5", "non-secure", `
  - backup: before
  - {regenerate: {certificate: [TVS, ITLRecovery], nodes: sub}, error: ITLRecovery}
  - expect: {sub: {same-certificate: {TVS: sub/TVS@before}}}`},
	{"a page is read", "9.1", "non-secure", `
  - page: enterprise-parameters
  - page: {name: enterprise-parameters, node: sub, shows: [Cluster Security Mode 0, Enable Caching  True], hides: TFTP File Signature Algorithm}
  - page: {name: certificate, node: far, certificate: TVS, shows: Certificate Details for far}
  - {page: {name: certificate, certificate: ITLRecovery}, error: has none}
  - {page: {name: certificate-management, expires-before: 2030-01-01}, error: by expiry}
  - {set: {parameter: Enable Caching, value: False}, error: is shown only}
  - {set: {parameter: CAPF Operation Expires in (days), value: 0}, error: from 1 to 365}
  - set: {parameter: CAPF Operation Expires in (days), value: 3}
  - expect: {far: {parameters: {Cluster Security Mode: 0, Enable Caching: true}}, pub: {parameters: {CAPF Operation Expires in (days): 3}}}`},
	{"a node that joins has a time zone of its own, and certificates the tags of the release", "14SU2", "non-secure", `
  - add-node: {late: {roles: [subscriber], timezone: Asia/Tokyo}}
  - cli: {node: late, run: show cert own TVS, output: "Start Date: Mon Jan 05 18:01:00 JST 2026"}
  - cli: {node: pub, run: show cert own TVS, output: "Final Date: Sat Jan 04 07:59:59 UTC 2031"}
  - cli: {node: pub, run: show cert own TVS, output: "  SubjectDN: CN=pub.example.org"}
  - expect: {late: {certificate: {TVS: valid}}}`},
	{"CA-signed", "12.5", "non-secure", `
  - generate-csr: {store: tomcat, nodes: pub}
  - {upload: {store: tomcat, certificate: "signed:pub/tomcat", nodes: pub}, error: true}
  - expect: {pub: {certificate: {tomcat: [self-signed, valid]}}}` + chain + `
  - upload: {store: tomcat, certificate: "signed:pub/tomcat", nodes: pub}
  - expect:
      pub: {certificate: {tomcat: [ca-signed, valid]}, trusted: {tomcat-trust: [lab-root-ca]}, not-trusted: {tomcat-trust: other-root-ca}}
      sub: {certificate: {tomcat: self-signed}}`},
	{"multi-server", "12.5", "non-secure", chain + `
  - generate-csr: {store: tomcat, nodes: all, distribution: multi-server}
  - upload: {store: tomcat, certificate: "signed:pub/tomcat", nodes: pub}
  - expect:
      pub: {certificate: {tomcat: [ca-signed, multi-server]}}
      sub: {same-certificate: {tomcat: pub/tomcat}}`},
	{"self-signed with choices", "15", "non-secure", `
  - generate-self-signed: {certificate: tomcat, nodes: pub, key-length: 4096, validity: 10, hash: SHA256}
  - advance: 6y
  - expect:
      pub: {certificate: {tomcat: [self-signed, valid], TVS: expired}}
      sub: {certificate: {tomcat: expired}}`},
	{"loaded and on disk", "12.5", "non-secure", `
  - regenerate: {certificate: CallManager, nodes: pub}
  - expect: {pub: {presents: {Cisco CallManager: old}}, sub: {presents: {Cisco CallManager: current}}}
  - restart: {service: Cisco CallManager, nodes: pub}
  - expect: {pub: {presents: {Cisco CallManager: current}}}`},
	{"faults on the way", "11.5", "non-secure", `
  - fault: {kind: service-port-silent, port: 2445, phones: desk}
  - fault: {kind: service-hangs, port: 2445, phones: floor}
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: Cisco Tftp, nodes: all}
  - reset: all
  - expect: {desk: {trust: refusing, reason: tvs-unreachable}, floor: {trust: refusing, reason: tvs-handshake-failed}}
  - heal: {kind: service-hangs, port: 2445, phones: floor}
  - heal: {kind: service-port-silent, port: 2445, phones: desk}
  - fault: {kind: service-slow, port: 2445, time: 8s, phones: desk}
  - fault: {kind: packet-size, bytes: 1000, phones: floor}
  - reset: all
  - expect: {desk: {trust: refusing, reason: tvs-bad-answer}, floor: {trust: refusing, reason: tvs-handshake-failed}}
  - heal: {kind: service-slow, port: 2445, time: 8s, phones: desk}
  - fault: {kind: packet-delay, time: 1s, phones: desk}
  - fault: {kind: packet-loss, percent: 100, port: 6970, phones: desk}
  - fault: {kind: packet-reorder, percent: 50, phones: desk}
  - fault: {kind: packet-duplicate, percent: 50, phones: desk}
  - reset: desk
  - expect: {desk: {trust: current, registered: true}}`},
	{"faults of DNS", "12.5", "non-secure", `
  - fault: {kind: dns-unresolved, nodes: pub, phones: desk}
  - fault: {kind: dns-wrong, nodes: pub, to: sub, phones: floor}
  - reset: all
  - expect: {desk: {registered: sub, config: current}, floor: {registered: true, config: current}}
  - fault: {kind: dns-unresolved, nodes: sub, phones: desk}
  - reset: desk
  - expect: {desk: {registered: false, reason: no-call-manager, config: current}}`},
	{"a full disk", "11.5", "mixed-tokenless", `
  - fault: {kind: disk-full, nodes: sub}
  - {regenerate: {certificate: TVS, nodes: sub}, error: no space left on device}
  - {backup: day, error: no space left on device}
  - {upload: {store: tomcat-trust, certificate: lab-root-ca, nodes: sub}, error: no space left on device}
  - regenerate: {certificate: TVS, nodes: pub}
  - cli: {node: pub, run: utils ctl update CTLFile, answer: ["y"]}
  - expect: {sub: {itl: normal}, desk: {registered: pub, trust: behind}}
  - heal: {kind: disk-full, nodes: sub}
  - regenerate: {certificate: TVS, nodes: sub}`},
	{"a wrong clock", "11.5", "non-secure", `
  - fault: {kind: clock-ahead, nodes: all, time: 2h}
  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: Cisco Trust Verification Service, nodes: all}
  - reset: all
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: Cisco Tftp, nodes: all}
  - reset: all
  - expect: {desk: {trust: locked, reason: tvs-certificate-expired}}
  - heal: {kind: clock-ahead, nodes: all, time: 2h}
  - fault: {kind: clock-behind, nodes: pub, time: 1h}
  - advance: 3h
  - reset: all
  - expect: {desk: {trust: current}}`},
	{"loaded beside the RSA certificate", "14SU1", "non-secure", `
  - regenerate: {certificate: [CallManager, CallManager-ECDSA], nodes: pub}
  - expect: {pub: {presents: {Cisco CallManager: old}}, sub: {presents: {Cisco CallManager: current}}}
  - restart: {service: Cisco CallManager, nodes: pub}
  - expect: {pub: {presents: {Cisco CallManager: current}}}`},
	{"activation", "12.5", "non-secure", `
  - deactivate: {service: Cisco Tftp, nodes: sub}
  - stop: {service: Cisco CallManager, nodes: sub}
  - expect: {sub: {services: {Cisco Tftp: not-activated, Cisco CallManager: stopped}}}
  - {deactivate: {service: Cisco Trust Verification Service, nodes: sub}, error: network service}
  - activate: {service: Cisco Tftp, nodes: sub}
  - expect: {sub: {services: {Cisco Tftp: running}}}`},
	{"resets of a page", "11.5", "non-secure", `
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: Cisco Tftp, nodes: all}
  - expect: {desk: {trust: behind}, floor: {trust: behind}}
  - reset: {model: 7965}
  - expect: {desk: {trust: behind}, floor: {trust: current}}
  - reset: {callmanager-group: [pub, sub]}
  - expect: {desk: {trust: current}}`},
	{"checksums that phones show", "11.5", "mixed-tokenless", `
  - expect: {desk: [{ctl-checksum: pub, itl-checksum: pub}, {itl-checksum: sub, count: 0}], floor: {ctl-checksum: sub, itl-checksum: pub}}
  - regenerate: {certificate: TVS, nodes: pub}
  - expect: {desk: {itl-checksum: pub, ctl-checksum: pub, count: 0}, floor: {itl-checksum: pub, count: 0}}
  - reset: all
  - expect: {all: {count: 4, itl-checksum: pub}}`},
	{"a message with each phone's own address", "11.5", "non-secure", `
  - expect: {desk: {status: SEP<MAC>.cnf.xml.sgn}}`},
	{"an LSC without an operation", "11.5", "non-secure", `
  - update-lsc: desk
  - expect: {desk: {lsc: none, reason: no-operation}}
  - certificate-operation: {phones: desk, operation: install-upgrade}
  - update-lsc: desk
  - expect: {desk: {lsc: none, reason: no-operation}}
  - restart-phone: desk
  - expect: {desk: {lsc: valid}}
  - factory-reset: desk
  - fault: {kind: service-port-blocked, port: 69, phones: desk}
  - fault: {kind: service-port-blocked, port: 6970, phones: desk}
  - factory-reset: desk
  - update-lsc: desk
  - expect: {desk: {lsc: none, reason: no-capf-server}}`},
	{"phones by pattern, model and share", "11.5", "non-secure", `
  - power-off: SEP0A0101*
  - expect: {desk: {registered: false}, "40% of SEP0A0101*": {registered: false}}
  - power-on: [des*]
  - expect: {all: {registered: true, count: 4}, "SEP0A0101*": {registered: true}, "model Cisco 8841": {count: 3, registered: true}}
  - fault: {kind: service-port-blocked, port: 69, phones: model 79*}
  - fault: {kind: service-port-blocked, port: 69, phones: 50% of desk}
  - power-off: "50% of desk"
  - expect: {desk: {registered: true, count: 1}, "50% of desk": {registered: false}}
  - power-on: desk
  - restart-phone: {model: 79*}
  - expect: {desk: {status: TFTP timeout, count: 1}, "50% of desk": {status: TFTP timeout}, floor: {status: TFTP timeout}}`},
	{"apply config leaves the lists", "11.5", "non-secure", `
  - regenerate: {certificate: TVS, nodes: pub}
  - restart: {service: Cisco Tftp, nodes: all}
  - expect: {desk: {itl: behind}}
  - apply-config: desk
  - expect: {desk: {itl: behind, config: current}}
  - restart-phone: desk
  - expect: {desk: {itl: current}}`},
	{"a new host name", "12.5", "non-secure", `
  - set-hostname: {node: sub, name: sub-new}
  - restart: {service: Cisco Tftp, nodes: sub}
  - restart: {service: Cisco Tftp, nodes: sub-new}
  - expect: {sub-new: {services: {Cisco Tftp: running}}, sub: {itl: normal}}`},
	{"a new domain and a new address", "12.5", "non-secure", `
  - set-domain: {node: sub, domain: example.net}
  - set-address: {node: sub, address: 192.0.2.99}
  - expect: {sub: {certificate: {TVS: [self-signed, valid]}}}
  - {expect: {sub: {trusted: {tomcat-trust: [sub.example.net, sub.example.org]}}}, note: the old one stays}`},
	{"nodes come and go", "12.5", "non-secure", `
  - add-node: {extra: {roles: [subscriber, callmanager, tftp, tvs]}}
  - {add-node: {extra: {roles: [subscriber]}}, error: extra}
  - expect: {extra: {itl: normal, itl-signer: ITLRecovery, certificate: {TVS: valid}}}
  - remove-node: extra
  - reset: all
  - expect: {desk: {trust: current, registered: pub}}`},
	{"upgrade and back", "12.5", "non-secure", `
  - upgrade: {release: "15"}
  - expect: {pub: {release: "15"}, sub: {release: "15.0"}, far: {release: "12.5"}}
  - {upgrade: {release: "12.5"}, error: true}
  - switch-version: back
  - expect: {pub: {release: "12.5"}}`},
	{"the exported recovery key", "11.5", "non-secure", `
  - export-recovery-key: safe
  - regenerate: {certificate: [CallManager, TVS, ITLRecovery], nodes: all}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - reset: all
  - expect: {desk: {trust: locked}}
  - itl-reset-remote: safe
  - reset: all
  - expect: {desk: {itl-accepted-by: itl}}`},
	{"secure phones", "12.5", "mixed-tokenless", `
  - expect:
      safe: {lsc: valid, security: encrypted, port: 5061, registered: pub}
      desk: {lsc: none, security: non-secure, port: 5060}
  - certificate-operation: {phones: desk, operation: install-upgrade}
  - security-profile: {phones: desk, mode: authenticated, authentication: by-null-string}
  - reset: all
  - reset: all
  - expect: {desk: {lsc: valid, security: authenticated, port: 5061}}`},
	{"firmware", "12.5", "non-secure", `
  - expect: {desk: {load: current}}
  - phone-load: {phones: desk, load: sip88xx.12-8-1SR2-3}
  - expect: {desk: {load: kept-old}}
  - reset: all
  - expect: {desk: {load: current}, "desk[1]": {load: sip88xx.12-8-1SR2-3}, floor: {load: current}}
  - factory-reset: desk
  - expect: {desk: {load: sip88xx.12-8-1SR2-3}}`},
	{"encrypted configurations", "12.5", "non-secure", `
  - {security-profile: {phones: desk, mode: non-secure, encrypted-config: true}, note: The 8841 has a MIC.}
  - reset: desk
  - expect: {desk: {config: kept-old, reason: encryption-key-differs}}
  - reset: desk
  - expect: {desk: {config: current, config-accepted-by: itl}}
  - certificate-operation: {phones: desk, operation: install-upgrade}
  - reset: desk
  - expect: {desk: {config: current, lsc: valid}}
  - security-profile: {phones: desk, mode: non-secure, encrypted-config: false}
  - reset: desk
  - expect: {desk: {config: current}}`},
	{"symmetric keys are for models into which one is typed", "12.5", "non-secure", `
  - {symmetric-key: {phones: desk}, error: "SEP0A0101000001, a 8841 over SIP, takes none"}
  - {symmetric-key: {phones: floor, key: none}, error: takes none}
  - {security-profile: {phones: desk, mode: non-secure, encrypted-config: true}, tells: TFTP Encrypted Config}
  - expect: {desk: {config: current}}`},
	{"transports of SIP", "12.5", "non-secure", `
  - security-profile: {phones: desk, mode: non-secure, transport: udp}
  - {security-profile: {phones: [desk, floor], mode: non-secure, transport: tcp}, error: registers over SCCP}
  - {security-profile: {phones: floor, mode: non-secure, digest: true}, error: registers over SCCP}
  - reset: all
  - expect: {desk: {registered: pub, port: 5060}}
  - security-profile: {phones: desk, mode: non-secure, transport: tcp+udp}
  - reset: all
  - expect: {desk: {registered: pub, config: current}}`},
	{"a busy CAPF", "12.5", "mixed-tokenless", `
  - fault: {kind: capf-busy, nodes: all}
  - certificate-operation: {phones: [desk, safe], operation: install-upgrade}
  - reset: [desk, safe]
  - expect: {desk: {reason: capf-busy, lsc: none, registered: pub}, safe: {reason: capf-busy, lsc: valid, security: encrypted}}
  - heal: {kind: capf-busy, nodes: pub}
  - update-lsc: desk
  - expect: {desk: {reason: lsc-installed, lsc: valid}}`},
	{"digest authentication", "12.5", "non-secure", `
  - security-profile: {phones: desk, mode: non-secure, digest: true}
  - reset: all
  - expect: {desk: {registered: true, config: current}}
  - security-profile: {phones: "desk[1]", mode: non-secure, exclude-digest: true}
  - reset: all
  - expect:
      desk[1]: {registered: false, reason: rejected-credentials, config: current}
      desk[2]: {registered: true}
  - security-profile: {phones: desk, mode: non-secure, digest: false, exclude-digest: false}
  - reset: all
  - expect: {desk: {registered: true}}`},
	{"product specific configuration", "12.5", "non-secure", `
  - remove-device: floor
  - {product-specific: {phones: floor, web-access: enabled}, error: not in the database}
  - {phone-load: {phones: floor, load: SCCP45.9-4-2SR3-1S}, error: not in the database}
  - product-specific: {phones: desk, web-access: enabled}
  - product-specific: {phones: "desk[1]", settings-access: restricted}
  - reset: all
  - expect: {desk: {registered: true, config: current}}`},
	{"802.1X", "12.5", "non-secure", `
  - expect: {guarded: {registered: false}, desk: {registered: true}}
  - authenticator: {trusts: [pub/CAPF]}
  - reset: all
  - expect: {guarded: {registered: true}}
  - authenticator: {trusts: far/CAPF}
  - reset: all
  - expect: {guarded: {registered: false}}`},
	{"backups of steps and of the admin CLI are the same", "12.5", "non-secure", `
  - cli: {node: pub, run: utils disaster_recovery backup network UCM typed}
  - backup: clicked
  - {cli: {node: pub, run: utils disaster_recovery show_backupfiles clicked, output: .tar}}
  - regenerate: {certificate: [CallManager, TVS], nodes: all}
  - {restore: typed, note: made by the command}
  - expect: {pub: {same-certificate: {TVS: pub/TVS@typed, CallManager: pub/CallManager@clicked}}}`},
	{"alarms", "12.5", "non-secure", `
  - advance: 5y
  - expect: {pub: {alarms: [CertExpired, TVS]}}`},
	{"a CA answers for any period", "12.5", "non-secure", chain + `
  - generate-csr: {store: tomcat, nodes: pub}
  - upload: {store: tomcat, certificate: "signed:pub/tomcat", nodes: pub, days: 30}
  - generate-csr: {store: ipsec, nodes: pub}
  - {upload: {store: ipsec-trust, certificate: lab-root-ca, nodes: pub}}
  - {upload: {store: ipsec, certificate: "signed:pub/ipsec:lab-root-ca", nodes: pub, until: 2026-03-01}}
  - generate-csr: {store: tomcat, nodes: sub}
  - upload: {store: tomcat, certificate: "signed:sub/tomcat", nodes: sub, years: 3}
  - advance: 29d
  - expect: {pub: {certificate: {tomcat: [ca-signed, valid], ipsec: valid}}}
  - advance: 2d
  - expect: {pub: {certificate: {tomcat: expired, ipsec: valid}}}
  - generate-csr: {store: tomcat, nodes: pub}
  - cli:
      node: pub
      run: set cert import own tomcat
      answer: ["signed:pub/tomcat::7d"]
  - expect: {pub: {certificate: {tomcat: valid}}}
  - advance: 60d
  - expect: {pub: {certificate: {tomcat: expired, ipsec: expired}}, sub: {certificate: {tomcat: valid}}}
  - advance: 2y
  - expect: {sub: {certificate: {tomcat: valid}}}
  - advance: 1y
  - expect: {sub: {certificate: {tomcat: expired}}}`},
	{"alerts and mail", "12.5", "non-secure", `
  - {certificate-monitor: {nodes: pub, email: nobody}, error: e-mail address}
  - certificate-monitor: {nodes: pub, start: 60d, frequency: 20d, email: [voice@example.test, "night@example.test"]}
  - advance: 1170d
  - note: Cisco Manufacturing CA ends in May 2029.
    expect:
      pub: {alarms: CertExpiryApproaching, alerts: none, mail: ["To: voice@example.test, night@example.test", "Certificate name:Cisco_Manufacturing_CA_6a6900.der Unit:CAPF-trust Type:own-cert"]}
      sub: {alarms: none, alerts: none, mail: none}
  - advance: 600d
  - expect:
      pub: {alarms: CertExpiryApproaching, mail: ["Unit:TVS Type:own-cert"]}
  - advance: 56d
  - expect:
      pub: {alerts: ["SyslogSeverityMatchFound events generated", "SeverityMatch : Critical", "AppID : Cisco Syslog Agent"]}
      sub: {alerts: "NodeID : sub", mail: none}
  - advance: 5d
  - expect: {pub: {alerts: "SeverityMatch : Emergency", mail: "Subject: Certificate expiration notification from pub: CertExpired"}}`},
	{"another cluster", "12.5", "non-secure", `
  - {upload: {store: Phone-SAST-trust, certificate: far/CallManager, nodes: pub}}
  - expect: {pub: {trusted: {Phone-SAST-trust: [far/CallManager]}}, far: {not-trusted: {Phone-SAST-trust: far/CallManager}}}
  - {regenerate: {certificate: TVS, nodes: all}, cluster: branch}
  - {restart: {service: Cisco Trust Verification Service, nodes: all}, cluster: branch}
  - {backup: branch-backup, cluster: branch}
  - expect: {far: {same-certificate: {TVS: far/TVS@branch-backup}}, pub: {presents: {Cisco Trust Verification Service: current}}}`},
}

// What is not so is found: each expectation can fail.
func TestVerbsFail(t *testing.T) {
	for _, tt := range []struct{ name, steps, want string }{
		{"done", "{restart: {service: Cisco Tftp, nodes: pub}, error: true}", "error: a refusal, it was done"},
		{"other words", "{cli: {node: sub, run: utils itl reset localkey}, error: the moon}", "error: the moon, "},
		{"certificate", "expect: {pub: {certificate: {TVS: ca-signed}}}", "certificate TVS: ca-signed, self-signed, valid"},
		{"no certificate", "expect: {sub: {certificate: {ITLRecovery: valid}}}", "certificate ITLRecovery: valid, none"},
		{"same", "expect: {pub: {same-certificate: {TVS: sub/TVS}}}", "same-certificate TVS: sub/TVS, "},
		{"trusted", "expect: {pub: {trusted: {Phone-SAST-trust: lab-root-ca}}}", "trusted Phone-SAST-trust: lab-root-ca, "},
		{"not trusted", "expect: {pub: {not-trusted: {CallManager-trust: sub/CallManager}}}", "not-trusted CallManager-trust: no sub/CallManager, sub.example.org_"},
		{"presents", "expect: {pub: {presents: {Cisco CallManager: old}}}", "presents Cisco CallManager: old, current"},
		{"state", "expect: {pub: {services: {Cisco Tftp: not-activated}}}", "Cisco Tftp: not-activated, running"},
		{"release", `expect: {pub: {release: "14"}}`, "release: 14"},
		{"alarms", "expect: {pub: {alarms: UC_CERT}}", "alarms: UC_CERT, last: none"},
		{"nothing helps", "expect: {desk: {helps: []}}", "helps: nothing, delete-trust-list"},
		{"lsc", "expect: {desk: {lsc: valid}}", "lsc: valid, "},
		{"lsc hash", "expect: {desk: {lsc-hash: SHA-1}}", "lsc-hash: SHA-1, none"},
		{"security", "expect: {desk: {security: encrypted}}", "security: encrypted, "},
		{"port", "expect: {desk: {port: 5061}}", "port: 5061, "},
		{"load", "expect: {desk: {load: sip88xx.12-8-1SR2-3}}", "load: sip88xx.12-8-1SR2-3, "},
		{"config signer", "expect: {desk: {config-accepted-by: typed-key}}", "config-accepted-by: typed-key, itl"},
		{"status", "expect: {desk: {status: Load rejected HC}}", "status: Load rejected HC, "},
		{"reason", "expect: {desk: {reason: capf-busy}}", "reason: capf-busy, "},
		{"parameters", "expect: {pub: {parameters: {Cluster Security Mode: 1}}}", "parameter Cluster Security Mode: 1, 0"},
		{"itl", "expect: {pub: {itl: blank}}", "itl: blank, "},
		{"itl signer", "expect: {pub: {itl-signer: CallManager}}", "itl-signer: CallManager, "},
		{"mail", "expect: {pub: {mail: CertExpired}}", "mail: CertExpired, "},
		{"alerts", "expect: {pub: {alerts: CertExpired}}", "alerts: CertExpired, "},
		{"checksum", "expect: {desk: {itl-checksum: sub}}", "itl-checksum: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := failures(t, rehearsal(t, "12.5", "non-secure", "  - "+tt.steps+"\n  - expect: {desk: {trust: current}}\n"))
			require.Len(t, got, 1)
			require.True(t, strings.HasPrefix(got[0], tt.want), "%q", got[0])
		})
	}
}

// TestWhyNotRegistered: a failed expectation about a registration says what came of it.
func TestWhyNotRegistered(t *testing.T) {
	s := rehearsal(t, "12.5", "mixed-tokenless", `
  - advance: 6y
  - reset: safe
  - expect: {safe: {security: encrypted}}
`)
	result, err := scenarios.Run(t.Context(), s, scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	require.Len(t, result.Failures, 1)
	require.Equal(t, "no registration", result.Failures[0].Got)
	require.Contains(t, result.Failures[0].Why, "Not registered (call-manager-expired): secure mode, and the call manager's certificate is outside its validity dates; "+
		"certificate refused: peer-expired: the server's certificate is known, but outside its validity dates.")
}

// TestWhoRejected: a call manager that says no is named.
func TestWhoRejected(t *testing.T) {
	s := rehearsal(t, "12.5", "non-secure", `
  - remove-device: floor
  - reset: floor
  - expect: {floor: {registered: true}}
`)
	result, err := scenarios.Run(t.Context(), s, scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	require.Len(t, result.Failures, 1)
	require.Contains(t, strings.Join(result.Failures[0].Why, "\n"), "Not registered (rejected-unknown-device by pub): a call manager rejected the phone")
}
