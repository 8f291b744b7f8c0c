package twin_test

import (
	"context"
	"encoding/pem"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/trust"
	"tvslab/scenarios"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/twin"
)

var testPool = sync.OnceValues(func() (*keypool.Pool, error) { return keypool.Open("../testdata/keys", nil) })

// prepared builds the lab of a scenario of one cell.
func prepared(t testing.TB, name, text string) *scenarios.Runner {
	t.Helper()
	s, err := scenarios.LoadPlan(name, []byte(text))
	require.NoError(t, err, text)
	cells := s.Cells()
	require.Len(t, cells, 1)
	one, err := s.For(cells[0])
	require.NoError(t, err)
	keys, err := testPool()
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), one, scenarios.Options{Keys: keys})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	return r
}

// play does steps, which must not be refused.
func play(t testing.TB, r *scenarios.Runner, steps ...string) {
	t.Helper()
	for _, text := range steps {
		s, err := r.Read(text)
		require.NoError(t, err, text)
		require.NoError(t, r.Take(t.Context(), s), text)
	}
}

// site is a real cluster, played by a lab.
type realSite struct {
	release, mode, tokens string
	subs                  int
	phones                []string       // models of groups
	holds                 map[int]string // what phones of a group hold, by its number; those have been on for long
	before                []string       // steps before the evidence is collected
	files                 bool           // lists and certificates are collected as files, not as text
}

// text is the scenario of the lab that plays it.
func (x realSite) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: real\nrelease: %q\ncluster:\n  mode: %s\n", x.release, x.mode)
	if x.tokens != "" {
		fmt.Fprintf(&b, "  tokens: [%s]\n", x.tokens)
	}
	b.WriteString("  domain: acme.com\n  organization: \"Acme, Inc.\"\n  unit: Voice\n  locality: Ghent\n  state: OVL\n  country: BE\n  timezone: Europe/Brussels\n  nodes:\n" +
		"    acme-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}\n")
	for i := range x.subs {
		fmt.Fprintf(&b, "    acme-sub%d: {roles: [subscriber, callmanager, tftp, tvs]}\n", i+1)
	}
	b.WriteString("phones:\n")
	for i, model := range x.phones {
		node := x.nodes()[i%len(x.nodes())]
		past := ""
		if holds := x.holds[i]; holds != "" {
			past = ", on: true, holds: " + holds
		}
		fmt.Fprintf(&b, "  site%d: {model: %q, count: 3, tftp: [%s], tvs: [%s]%s}\n", i, model, node, strings.Join(x.nodes()[:min(3, len(x.nodes()))], ", "), past)
	}
	b.WriteString("steps:\n  - power-on: all\n")
	return b.String()
}

func (x realSite) nodes() []string {
	nodes := []string{"acme-pub"}
	for i := range x.subs {
		nodes = append(nodes, fmt.Sprintf("acme-sub%d", i+1))
	}
	return nodes
}

// commands are those of docs/import.md.
func commands(r *scenarios.Runner, node string) []string {
	lines := []string{"show version active", "show status", "show network cluster", "utils service list", "show itl", "show ctl", "show cert list own", "show cert list trust"}
	n := r.Lab.Cluster().Node(node)
	for _, store := range cucm.IdentityStores {
		if r.Lab.Cluster().Identity(n, store) != nil {
			lines = append(lines, "show cert own "+string(store))
		}
	}
	return lines
}

// collected is the log of a node, as a terminal would keep it.
func collected(t testing.TB, r *scenarios.Runner, node string, lines ...string) []byte {
	t.Helper()
	var b strings.Builder
	for _, line := range lines {
		out, _, err := r.Outside.Run(r.Lab.Cluster(), node, line, nil)
		require.NoError(t, err, line)
		b.WriteString("admin:" + line + "\r\n" + strings.ReplaceAll(strings.TrimPrefix(out, line+"\n"), "\n", "\r\n"))
	}
	return []byte(b.String())
}

// collect adds what is collected on a node.
func (x realSite) collect(t testing.TB, e *twin.Evidence, r *scenarios.Runner, node string) {
	t.Helper()
	if !x.files {
		e.Add(node+".log", collected(t, r, node, commands(r, node)...))
		return
	}
	c := r.Lab.Cluster()
	e.Add(node+"/shell.txt", collected(t, r, node, "show version active", "show status", "show network cluster", "utils service list", "show cert list trust"))
	for _, list := range []string{"ITLFile.tlv", "CTLFile.tlv"} {
		f, err := c.Open(node, list)
		require.NoError(t, err)
		data, err := f.Bytes()
		require.NoError(t, err)
		e.Add(node+"/"+list, data)
	}
	for _, store := range cucm.IdentityStores {
		if cert := c.Identity(c.Node(node), store); cert != nil {
			e.Add(node+"/"+string(store)+".pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.DER}))
		}
	}
}

// listOfPhones is a list as a spreadsheet would have it.
func listOfPhones(x realSite, r *scenarios.Runner) []byte {
	var b strings.Builder
	b.WriteString("Device Name,Device Type,Site,TFTP 1,CallManager 1,CallManager 2,CallManager 3,Status,CTL,ITL\n")
	groups := x.nodes()[:min(3, len(x.nodes()))]
	managers := strings.Join(append(append([]string{}, groups...), "", "")[:3], ",")
	for i, model := range x.phones {
		for n := range 3 {
			name := fmt.Sprintf("SEP0A01%02X%06X", i+1, n+1)
			p, ok := r.Lab.Phone(name)
			if !ok {
				panic(name)
			}
			fmt.Fprintf(&b, "%s,Cisco %s,site%d,%s,%s,registered,%s,%s\n", name, model, i, x.nodes()[i%len(x.nodes())], managers,
				checksum.FindString(p.Shown(trust.CTL)), checksum.FindString(p.Shown(trust.ITL)))
		}
	}
	return []byte(b.String())
}

// checksum is what a phone shows of a list, without which sum it is.
var checksum = regexp.MustCompile(`^[0-9a-f]+`)

// stands is where groups of phones stand, without what only a lab knows.
func stands(ctx context.Context, r *scenarios.Runner) (list []string) {
	for _, g := range r.Groups(ctx) {
		name, _, _ := strings.Cut(g.Group, "-")
		list = append(list, fmt.Sprintf("%s %s %d: %s %s %s, %s, %s", name, g.Model, g.Count, g.Trust, g.List, g.Reason, g.Config, g.Registered))
	}
	return list
}

// plays are what is done to the real cluster and to its twin.
var plays = map[string][]string{
	"one after the other": {
		"regenerate: {certificate: CallManager, nodes: all}", "restart: {service: [Cisco CallManager, Cisco Tftp], nodes: all}", "reset: all",
		"regenerate: {certificate: TVS, nodes: all}", "restart: {service: Cisco Trust Verification Service, nodes: all}", "restart: {service: Cisco Tftp, nodes: all}", "reset: all",
	},
	"both at once": {
		"regenerate: {certificate: [CallManager, TVS], nodes: all}", "restart: {service: [Cisco Trust Verification Service, Cisco CallManager, Cisco Tftp], nodes: all}", "reset: all",
	},
	"five years later": {"advance: 5y30d", "reset: all"},
}

// TestRoundTrip: what is done to a cluster and to its twin ends the same for every group of phones, on releases and in modes that differ
// in what signs lists and what they hold.
func TestRoundTrip(t *testing.T) {
	for name, x := range map[string]realSite{
		"9.1":                        {release: "9.1", mode: "non-secure", subs: 1, phones: []string{"7965", "8961"}},
		"11.5 non-secure":            {release: "11.5", mode: "non-secure", subs: 1, phones: []string{"7965", "8841", "8945"}},
		"12.5 mixed":                 {release: "12.5", mode: "mixed-tokenless", subs: 2, phones: []string{"8841", "7841", "8945"}},
		"12.5 mixed with tokens":     {release: "12.5", mode: "mixed-token", tokens: "SAST-ADN0054f509, SAST-ADN008580ef", subs: 1, phones: []string{"8841", "7965"}},
		"14 four nodes":              {release: "14", mode: "non-secure", subs: 3, phones: []string{"8841", "8865", "7841", "9971"}},
		"14 mixed, as files":         {release: "14", mode: "mixed-tokenless", subs: 1, phones: []string{"8841", "7841"}, files: true},
		"15 mixed":                   {release: "15", mode: "mixed-tokenless", subs: 1, phones: []string{"8841", "8851"}},
		"12.5, certificates renewed": {release: "12.5", mode: "non-secure", subs: 1, phones: []string{"8841", "7841"}, before: []string{"advance: 400d", "regenerate: {certificate: [CallManager, TVS], nodes: acme-sub1}", "restart: {service: [Cisco Tftp, Cisco Trust Verification Service], nodes: all}", "reset: all", "advance: 1d"}},
		"12.5, some hold lists of nobody": {release: "12.5", mode: "mixed-tokenless", subs: 1, phones: []string{"8841", "8841", "7965"},
			holds: map[int]string{1: "unknown", 2: "{itl: unknown}"}},
		"12.5, TVS stopped at one node": {release: "12.5", mode: "non-secure", subs: 1, phones: []string{"8841"}, before: []string{"stop: {service: Cisco Trust Verification Service, nodes: acme-pub}"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := prepared(t, "real.yaml", x.text())
			play(t, first, append([]string{"power-on: all"}, x.before...)...)
			e := &twin.Evidence{}
			for _, node := range x.nodes() {
				x.collect(t, e, first, node)
			}
			e.Add("phones.csv", listOfPhones(x, first))
			found, err := twin.Of(e, nil)
			require.NoError(t, err)
			require.Empty(t, found.Problems)
			text := string(found.YAML("twin"))
			for _, n := range found.Notes {
				require.Equal(t, twin.LeftOut, n.Kind, "%s: %s", n.What, n.Why)
			}
			require.Equal(t, stands(t.Context(), first), stands(t.Context(), prepared(t, "twin.yaml", text)), text)
			for play2, steps := range plays {
				real2, copied := prepared(t, "real.yaml", x.text()), prepared(t, "twin.yaml", text)
				play(t, real2, append([]string{"power-on: all"}, x.before...)...)
				play(t, real2, steps...)
				play(t, copied, steps...)
				require.Equal(t, stands(t.Context(), real2), stands(t.Context(), copied), "%s\n%s", play2, text)
			}
		})
	}
}
