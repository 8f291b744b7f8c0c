package expect

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/scenarios/file"
	"tvslab/sim/lab"
)

// read decodes the argument of an expect step; pub is a node, uccx a system.
func read(text string) (*Expectations, error) {
	r := file.NewReport("e.yaml", []byte(text), "scenario")
	x := &Expectations{}
	d := &file.Decoder{Report: r}
	d.Value(r.Parse([]byte(text), ""), x, "expect")
	x.Read(d, map[string]Noun{"pub": NounNode, "uccx": NounSystem})
	return x, r.Err()
}

func TestRead(t *testing.T) {
	x, err := read(`
all: {count: 3, trust: current, port: 5061}
desk:
  - {when: {model: 8841}, registered: sub, helps: [restore]}
  - {registered: no}
pub:
  services: {Cisco Tftp: running}
  certificate: {tomcat: [ca-signed, multi-server], TVS: valid}
  same-certificate: {CallManager: sub/CallManager}
  not-trusted: {tomcat-trust: other-root-ca}
  alarms: CertExpired
`)
	require.NoError(t, err)
	require.Equal(t, "all, desk, pub", x.String())
	require.Equal(t, 3, *x.Targets[0].Phones[0].Count)
	require.Equal(t, 5061, *x.Targets[0].Phones[0].wants.of("port").(*int))
	desk := x.Targets[1].Phones
	require.Equal(t, "sub", desk[0].wants.of("registered").(*registration).node)
	require.False(t, desk[1].wants.of("registered").(*registration).want)
	pub := x.Targets[2].Nodes[0]
	require.Equal(t, "running", pub.wants.of("services").(*serviceStates).entries[0].word())
	require.Equal(t, []string{"ca-signed", "multi-server"}, pub.wants.of("certificate").(*certificateStates).entries[0].values.Values())
	require.Equal(t, "sub/CallManager", pub.wants.of("same-certificate").(*sameCertificates).entries[0].word())
	require.Equal(t, "other-root-ca", pub.wants.of("not-trusted").(*holdings).entries[0].values[0].Value)
	require.True(t, x.Notices())
}

func TestReadProblems(t *testing.T) {
	for text, want := range map[string]string{
		"desk: {}":                                `e.yaml:1:7: expectation of "desk" checks nothing`,
		"desk: {count: 2}":                        `e.yaml:1:7: expectation of "desk" checks nothing`,
		"desk: []":                                `e.yaml:1:7: expectation of "desk" is an empty list`,
		"desk: {itl-signer: x}":                   `e.yaml:1:8: unknown key "itl-signer" in expectation of "desk"`,
		"desk: {trust: curent}":                   `e.yaml:1:15: trust cannot be "curent" (did you mean "current"?)`,
		"desk: {port: 0}":                         `e.yaml:1:14: port must be from 1 to 65535, not 0`,
		"desk: {helps: [x]}":                      `e.yaml:1:16: helps cannot be "x"`,
		"desk: {registered: [a]}":                 `e.yaml:1:20: registered must be true, false or a node, not a list`,
		"pub: {trust: current}":                   `e.yaml:1:7: unknown key "trust" in expectation of "pub"`,
		"pub: {services: {Cisco Tftp: runing}}":   `e.yaml:1:30: service state cannot be "runing" (did you mean "running"?)`,
		"pub: {certificate: {tomcat: good}}":      `e.yaml:1:29: certificate "tomcat" cannot be "good"`,
		"pub: {trusted: {tomcat-trust: []}}":      `e.yaml:1:31: trust store "tomcat-trust" is an empty list`,
		"pub: {presents: {Cisco Tomcat: newest}}": `e.yaml:1:32: presented certificate cannot be "newest" (known: current, old)`,
		"pub: {services: running}":                `e.yaml:1:17: services must be a mapping from each service to its value, not "running"`,
		"pub: {itl: nomal}":                       `e.yaml:1:12: itl cannot be "nomal" (did you mean "normal"?)`,
		"uccx: {up: maybe}":                       `e.yaml:1:12: up must be true or false, not "maybe"`,
		"uccx: {reason: expird}":                  `e.yaml:1:16: reason cannot be "expird"`,
		"uccx: {trust: current}":                  `e.yaml:1:8: unknown key "trust" in expectation of "uccx"`,
		"{pub: {itl: blank}, desk: {trust: current}, uccx: [{up: true}, {when: {release: 14}, anew: connected}]}": "",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := read(text)
			if want == "" {
				require.NoError(t, err)
				return
			}
			var ps file.Problems
			require.ErrorAs(t, err, &ps)
			require.Contains(t, ps[0].Error(), want)
		})
	}
}

// view is a phone that refuses the ITL it is served, is registered, and runs on an old configuration.
func view() PhoneView {
	return PhoneView{
		Verdict: lab.Verdict{
			Trust: lab.TrustLocked, Lists: [2]lab.Trust{trust.CTL: lab.TrustCurrent, trust.ITL: lab.TrustLocked}, List: "ITL", Config: "kept-old",
			Decision: trust.Decision{Code: reason.SignerUnknown}, Registered: "pub", Port: 5060, Security: lab.SecurityNone,
			LSC: lab.LSCNone, ITLStatus: lab.ITLNotInstalled,
		},
		Name:   "SEP001122334455",
		Status: []phone.StatusLine{{Text: "Trust List Update Failed"}, {Text: "SEP001122334455.cnf.xml.sgn"}},
		Decisions: []trust.Decision{
			{File: trust.FileCTL, Code: reason.Identical, Accepted: true},
			{File: trust.FileITL, Code: reason.SignerUnknown, Checks: []trust.Check{{Code: "tvs-unreachable"}}},
		},
		Services: func() trust.Decision { return trust.Decision{} },
		Mobility: func() trust.Decision { return trust.Decision{Accepted: true} },
		Helps:    func() []string { return []string{lab.HelpRestore, lab.HelpDelete} },
	}
}

// Every row of phones holds or names what it found instead, in the order of the rows.
func TestJudgePhones(t *testing.T) {
	for text, want := range map[string][]string{
		"{trust: locked, ctl: current, itl: locked, list: itl, config: kept-old}":                      nil,
		"{itl-file-status: Not-Installed, lsc: none, security: non-secure, port: 5060}":                nil,
		"{ctl-accepted-by: identical, itl-accepted-by: refused, config-accepted-by: nothing}":          nil,
		"{reason: tvs-unreachable, registered: pub, services: fail, status: Trust List Update Failed}": nil,
		"{registered: true, helps: [delete-trust-list, restore]}":                                      nil,
		"{helps: restore, trust: current}":                                                             {"trust: current, locked", "helps: restore, restore, delete-trust-list"},
		"{registered: false, reason: found}":                                                           {"reason: found, signer-unknown, tvs-unreachable", "registered: false, pub"},
		"{registered: sub, port: 2000}":                                                                {"port: 2000, 5060", "registered: sub, pub"},
		"{status: ITL installed}":                                                                      {"status: ITL installed, last: Trust List Update Failed; SEP<MAC>.cnf.xml.sgn"},
		"{extension-mobility: fail}":                                                                   {"extension-mobility: fail, verify"},
		"{services: verify, itl-accepted-by: tvs}":                                                     {"itl-accepted-by: tvs, refused", "services: verify, fail"},
	} {
		t.Run(text, func(t *testing.T) {
			x, err := read("desk: " + text)
			require.NoError(t, err)
			var got []string
			x.Targets[0].Phones[0].Judge(view(), func(field, want, found string) {
				got = append(got, fmt.Sprintf("%s: %s, %s", field, want, found))
			})
			require.Equal(t, want, got)
		})
	}
}

// Every row has words for the page, and no key is there twice.
func TestRows(t *testing.T) {
	for _, keys := range []file.Keys{PhoneKeys(), NodeKeys(), SystemKeys()} {
		seen := map[string]bool{}
		for _, k := range keys {
			require.NotEmpty(t, k.Doc, k.Name)
			require.False(t, seen[k.Name], k.Name)
			seen[k.Name] = true
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("desk: {trust: locked, helps: []}")
	f.Add("pub: [{when: {release: '>=12.0'}, services: {a: running}}, {itl: blank}]")
	f.Fuzz(func(t *testing.T, text string) {
		r := file.NewReport("e.yaml", []byte(text), "scenario")
		root := r.Parse([]byte(text), "")
		if root == nil {
			return
		}
		x, d := &Expectations{}, &file.Decoder{Report: r}
		d.Value(root, x, "expect")
		x.Read(d, map[string]Noun{"pub": NounNode, "uccx": NounSystem})
		if err := r.Err(); err != nil {
			require.IsType(t, file.Problems{}, err)
		}
	})
}
