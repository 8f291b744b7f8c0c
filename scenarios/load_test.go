package scenarios

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios/file"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Every broken file has exactly the problems, places and hints of its golden
// file.
func TestBrokenFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 40)
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			_, err = Load(name+".yaml", data, Beside(os.DirFS("testdata/broken")))
			require.IsType(t, file.Problems{}, err)
			golden := strings.TrimSuffix(path, ".yaml") + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(err.Error()+"\n"), 0o644))
			}
			want, readErr := os.ReadFile(golden)
			require.NoError(t, readErr)
			require.Equal(t, string(want), err.Error()+"\n")
		})
	}
}

// whole uses every verb and nearly every key.
const whole = `title: Everything
source: S
teaches: one line
description: |
  two
  lines
conflict: none
matrix:
  release: ["9.1", "11.5", "14SU3"]
  mode: [non-secure, mixed-tokenless, mixed-token]
  model: ["8841", 7940]
  except:
    - {mode: mixed-tokenless, release: "<10.0"}
    - {mode: mixed-token, release: ">=14SU3"}
seed: 18446744073709551615
start: 2026-01-05 09:00
settings:
  cluster: {auto_reset: yes, lsc_years: 3}
  phone: {http_timeout: 4s}
cluster:
  domain: example.org
  organization: O
  unit: U
  locality: L
  state: ST
  country: DE
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf], address: 127.1.2.3, stopped: [Cisco Tftp], not-activated: Cisco CTIManager}
    sub:
      roles: [subscriber, callmanager, tftp, tvs]
      certificates:
        CallManager: {subject: "CN=sub,OU=U", issuer: CN=ca, serial: 70:ca, from: 2024-01-02, until: 2029-01-01T10:00:00+01:00, bits: 2048, hash: SHA256, names: [sub, 127.1.2.4]}
      trust: [{store: Phone-trust, subject: CN=old}]
  trust: [{store: CallManager-trust, subject: CN=ca, serial: 12, until: 2030-01-01}]
  tokens: [t1, t2]
other-clusters:
  branch:
    release: "12.5"
    mode: mixed-tokenless
    nodes:
      branch-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
phones:
  desk: {model: matrix, count: 20, tftp: [pub, sub], group: [sub, pub], off: true}
  lobby: {model: 7960, tftp: pub, config: default}
  safe: {model: "8841", tftp: pub, security: encrypted, authentication: by-null-string, lsc: true, dot1x: true}
  away: {model: "8841", tftp: branch-pub}
  lost: {model: "8841", tftp: pub, on: true, holds: unknown}
  kept: {model: "8841", tftp: pub, holds: {ctl: earlier, itl: blank}}
steps:
  - power-on: all
  - power-off: [desk, lobby]
  - reset: "desk[2..20]"
  - restart-phone: SEP0A0101000001
  - delete-trust-list: desk
  - delete-trust-list: {phones: "desk[3]", list: ctl}
  - factory-reset: lobby
  - move: {phones: desk, tftp: [sub], group: [pub]}
  - regenerate: {certificate: [CallManager, TVS], nodes: all}
    when: {release: [">9.1", "8.0..8.6"], mode: non-secure, model: "8841"}
    note: a remark
  - upload: {store: CallManager-trust, certificate: lab-root-ca, nodes: pub}
  - apply-config: {callmanager-group: [sub, pub], model: 8841}
  - reset: {model: 7940}
  - security-profile: {phones: desk, mode: encrypted, authentication: by-existing-lsc}
  - certificate-operation: {phones: desk, operation: install-upgrade}
  - generate-csr: {store: tomcat, nodes: all, distribution: multi-server, key-length: 2048, hash: SHA256, alternative-names: [a.example.org]}
  - upload: {store: tomcat, certificate: "signed:pub/tomcat", nodes: pub}
    error: true
  - generate-self-signed: {certificate: [CallManager, TVS], nodes: pub, distribution: this-server, key-length: 4096, validity: 10, hash: SHA512}
  - reuse-certificate: {node: pub}
  - activate: {service: Cisco Tftp, nodes: sub}
  - deactivate: {service: Cisco Tftp, nodes: sub}
  - add-node: {sub2: {roles: [subscriber, callmanager], address: 192.0.2.77}}
  - set-hostname: {node: sub2, name: sub9}
  - set-domain: {node: sub9, domain: example.net}
  - set-address: {node: sub9, address: 192.0.2.78}
  - rebuild-node: sub9
  - remove-node: sub9
  - upgrade: {release: "15", refresh: true}
  - switch-version: back
  - export-recovery-key: old-key
  - itl-reset-remote: old-key
    cluster: branch
  - authenticator: {trusts: [pub/CAPF, branch-pub/CAPF]}
  - delete-certificate: {store: CallManager-trust, certificate: root, nodes: [pub, sub]}
  - restart: {service: Cisco Tftp, nodes: all}
  - stop: {service: [Cisco Tftp, Cisco CallManager], nodes: sub}
  - start: {service: Cisco Tftp, nodes: sub}
  - set: {parameter: Prepare Cluster for Rollback to pre 8.0, value: True}
  - cli: {node: pub, run: show itl, answer: [y], output: done, error: false}
  - token: {action: add, tokens: [t3], signer: t1, error: no token}
  - fault: {kind: service-port-blocked, nodes: sub, port: 2445, phones: desk}
  - heal: {kind: node-down, nodes: sub}
  - wait: registered
  - wait: 10m
  - advance: 5y30d
  - backup: before
  - restore: {name: before, nodes: [sub]}
  - expect:
      all: {count: 3, trust: current, ctl: none, itl: locked, list: itl, config: kept-old}
      desk:
        - {when: {model: 8841}, registered: sub, services: verify, reason: signer-unknown, helps: [restore]}
        - {when: {model: 7940}, registered: no, itl-accepted-by: tvs, status: Trust List Updated}
      pub: {itl-signer: ITLRecovery, itl-records: 5, itl-roles: [SAST], services: {Cisco Tftp: running}, ctl: absent, itl: normal}
      safe: {lsc: valid, security: encrypted, port: 5061}
      branch-pub:
        release: "12.5"
        alarms: [UC_CERT]
        certificate: {tomcat: [ca-signed, multi-server], TVS: valid}
        same-certificate: {CallManager: pub/CallManager}
        trusted: {CallManager-trust: [lab-root-ca, pub/CallManager]}
        not-trusted: {tomcat-trust: other-root-ca}
        presents: {Cisco CallManager: old}
  - update-lsc: desk
  - update-lsc: {phones: desk, string: "4711"}
`

func TestLoadEverything(t *testing.T) {
	s, err := Load("dir/whole.yaml", []byte(whole))
	require.NoError(t, err)
	require.Equal(t, "whole", s.Name)
	require.Equal(t, "two\nlines\n", s.Description)
	require.Equal(t, uint64(1<<64-1), s.Seed)
	require.Equal(t, "yes", s.Settings.Cluster[0].Value.Value)
	require.Equal(t, []string{"pub", "sub"}, s.Cluster.Nodes.Names())
	require.Equal(t, []string{"sub", "pub"}, s.CallManagerGroup(&s.Phones[0]), "group is another name for tvs")
	require.Equal(t, []string{"pub", "sub"}, s.CallManagerGroup(&s.Phones[1]), "all callmanager nodes without a list")
	require.Equal(t, 1, s.Phones[1].Count)

	require.Equal(t, []string{"branch-pub"}, s.CallManagerGroup(&s.Phones[3]), "those of the cluster of the TFTP server")
	require.Equal(t, "12.5", s.Others[0].Release.Value)
	require.True(t, s.Phones[2].LSC && s.Phones[2].Dot1x)

	steps := map[string]*Step{}
	for i := range s.Steps {
		require.Equal(t, i+1, s.Steps[i].Number)
		steps[s.Steps[i].Verb] = &s.Steps[i]
	}
	require.True(t, steps["power-on"].does.(*power).All)
	require.Equal(t, "CallManager group sub, pub, model 8841", steps["apply-config"].does.String())
	require.True(t, steps["upload"].refused())
	require.Equal(t, "branch", steps["itl-reset-remote"].OnCluster.Value)
	require.Equal(t, []string{"sub2"}, steps["add-node"].does.(*addNode).Names())
	require.Equal(t, []string{"sub"}, steps["restore"].does.(*restore).Nodes.Names.Values())
	require.Equal(t, "ctl", steps["delete-trust-list"].does.(*listDeletion).List.Value)
	require.Equal(t, "True", steps["set"].does.(*setParameter).Value.Value)
	refusal := steps["cli"].does.(*command).Error
	require.False(t, refusal.Expected || refusal.Text != "")
	require.Equal(t, "no token", steps["token"].does.(*token).Error.Text)
	require.Equal(t, 2445, steps["fault"].does.(*breakage).Port)
	require.Equal(t, "a remark", steps["regenerate"].Note)
	require.Equal(t, 10*time.Minute, steps["wait"].does.(*wait).Value)
	require.Equal(t, (5*365+30)*24*time.Hour, steps["advance"].does.(*advance).Value)

	expect := steps["expect"].does.(*expectation).Targets
	require.Equal(t, 3, *expect[0].Phones[0].Count)
	require.Len(t, expect[1].Phones, 2)
	require.Empty(t, expect[2].Phones)
	require.Len(t, expect[2].Nodes, 1, "a node")
	require.True(t, s.expectsNotices())
}

func TestProblemPlaces(t *testing.T) {
	_, err := Load("f.yaml", []byte(strings.Replace(whole, "[pub, sub], group", "[pub, subb], group", 1)))
	var ps file.Problems
	require.ErrorAs(t, err, &ps)
	require.Len(t, ps, 1)
	require.Equal(t, `f.yaml:43:48: unknown node "subb" (did you mean "sub"?)`, ps[0].Error())
}

func TestExcerptOfLongAndHostileLines(t *testing.T) {
	for name, text := range map[string]string{
		"long line":     "title: " + strings.Repeat("x", 500) + "\nsteps: {" + strings.Repeat("a: b, ", 300) + "zzz: 1}\n",
		"escape codes":  "\"\\e[2J\x7f\": 1\n",
		"wide and tabs": "tïtle: \"ü\t\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load("f.yaml", []byte(text))
			for _, line := range strings.Split(err.Error(), "\n") {
				require.Less(t, len([]rune(line)), 400)
				require.NotContains(t, line, "\x1b")
				require.NotContains(t, line, "\t")
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	_, err := Load("f.yaml", make([]byte, file.MaxSize+1))
	require.EqualError(t, err, "f.yaml: the file is larger than 1048576 bytes")
}

func TestProblemsAreBounded(t *testing.T) {
	var b strings.Builder
	for range 1000 {
		b.WriteString("- {nothing: 1}\n")
	}
	_, err := Load("f.yaml", []byte("steps:\n"+b.String()))
	require.Len(t, err, file.MaxProblems)
}

// A large file is refused with a bounded report, whatever is in it.
func TestHostileFiles(t *testing.T) {
	for name, text := range map[string]string{
		"deep lists":     strings.Repeat("[", file.MaxSize),
		"deep mappings":  strings.Repeat("{a: ", file.MaxSize/4),
		"unknown keys":   "steps: [{" + numbered("k%d: 1, ", file.MaxSize/60) + "}]",
		"unknown names":  strings.Replace(whole, "power-on: all", "power-on: ["+numbered("k%d, ", file.MaxSize/50)+"]", 1),
		"many steps":     "title: T\nsteps:\n" + strings.Repeat("- reset: all\n", file.MaxSize/70),
		"many anchors":   "a: &a [x]\n" + numbered("k%d: [*a, *a]\n", file.MaxSize/100),
		"alias of alias": "a: &a {b: &b {c: [*a, *b]}}\nsteps: *a\n",
		"one long line":  strings.Repeat("x", file.MaxSize),
		"not text":       strings.Repeat("\xff\x00", 1000),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load("f.yaml", []byte(text))
			require.IsType(t, file.Problems{}, err)
			require.LessOrEqual(t, len(err.(file.Problems)), file.MaxProblems)
		})
	}
}

func numbered(format string, count int) string {
	var b strings.Builder
	for i := range count {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(whole))
	files, err := filepath.Glob("testdata/broken/*.yaml")
	require.NoError(f, err)
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Load("f.yaml", data)
		if err != nil {
			require.IsType(t, file.Problems{}, err)
			require.NotEmpty(t, err.Error())
			return
		}
		for _, c := range s.Cells() {
			_, err := s.For(c)
			require.NoError(t, err, "a cell of a valid scenario")
		}
	})
}
