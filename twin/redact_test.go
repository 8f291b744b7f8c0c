package twin_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/twin"
)

// telling are what in the evidence of a site names somebody: hosts, domain, organisation, town, addresses, serial numbers and hashes,
// devices, CAPF and CA names, files.
var telling = regexp.MustCompile(`(?i)\bacme[\w-]*\b|\bVoice\b|\bGhent\b|\bOVL\b|Brussels|192\.0\.2\.\d+|\bSEP0A[0-9A-F]{10}\b|\bCAPF-[0-9a-f]{8}\b|\bSAST-ADN\w+|` +
	`Lab Issuing[\w ]*|\b(?:[0-9A-F]{2}:){15}[0-9A-F]{2}\b|\b[0-9A-F]{32}\b|\bsite\d\b|secretary`)

// evidenceOf is what is collected of a lab.
func evidenceOf(t *testing.T, x realSite) (e *twin.Evidence, all string) {
	t.Helper()
	r := prepared(t, "real.yaml", x.text())
	play(t, r, append([]string{"power-on: all"}, x.before...)...)
	e = &twin.Evidence{}
	add := func(name string, data []byte) {
		e.Add(name, data)
		all += name + "\n" + string(data)
	}
	for _, node := range x.nodes() {
		add("/home/acme/"+node+".log", collected(t, r, node, commands(r, node)...))
	}
	list := append(listOfPhones(x, r), "SEP0A0101000001,Cisco 8841,site0,acme-sub9.acme.com,secretary,,,registered,,\nCSFSECRETARY,Jabber,site0,acme-pub,,,,yes,,\n"...)
	add("phones of acme.csv", list)
	add("cut of acme-pub.txt", []byte("admin:show cert own acme-pub\nLength of acme-pub\nadmin:show itl\nacme-sub1 is down\n1.2.3.444 acme-pub acme-pub Publisher callmanager DBPub authenticated\n"))
	return e, all
}

// TestRedacted: nothing of what names somebody is in the file, in the report, or in its JSON; and the twin behaves as before.
func TestRedacted(t *testing.T) {
	x := realSite{release: "12.5", mode: "mixed-token", tokens: "SAST-ADN0054f509, SAST-ADN008580ef", subs: 1, phones: []string{"8841", "7965"},
		before: []string{"stop: {service: Cisco Tftp, nodes: acme-sub1}"}}
	e, all := evidenceOf(t, x)
	originals := telling.FindAllString(all, -1)
	require.Greater(t, len(originals), 100)
	require.Subset(t, originals, []string{"acme-sub1", "Voice", "192.0.2.12", "SEP0A0102000003", "SAST-ADN0054f509", "secretary", "OVL", "Brussels"})
	plain, err := twin.Of(e, nil)
	require.NoError(t, err)
	require.NotEmpty(t, plain.Problems)

	key := []byte("a key of sixteen")
	e, _ = evidenceOf(t, x)
	redacted, err := twin.Of(e, key)
	require.NoError(t, err)
	text := redacted.YAML("twin")
	var report bytes.Buffer
	require.NoError(t, redacted.Report("twin.yaml").WriteText(&report))
	document, err := json.Marshal(redacted.Report("twin.yaml"))
	require.NoError(t, err)
	for name, out := range map[string]string{"file": string(text), "report": report.String(), "JSON": string(document)} {
		lower := strings.ToLower(out)
		for _, original := range originals {
			require.NotContains(t, lower, strings.ToLower(original), name)
		}
		for _, file := range []string{"/home", ".log", "phones of acme", "cut of"} {
			require.NotContains(t, out, file, name)
		}
	}
	require.Len(t, redacted.Problems, len(plain.Problems))

	e, _ = evidenceOf(t, x)
	again, err := twin.Of(e, key)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again.YAML("twin")), "the same key")
	e, _ = evidenceOf(t, x)
	other, err := twin.Of(e, twin.NewKey())
	require.NoError(t, err)
	require.NotEqual(t, string(text), string(other.YAML("twin")), "another key")

	_, err = scenarios.Load("twin.yaml", text)
	require.NoError(t, err, string(text))
	one, two := prepared(t, "twin.yaml", string(plain.YAML("twin"))), prepared(t, "twin.yaml", string(text))
	for _, step := range append([]string{"power-on: all"}, plays["both at once"]...) {
		play(t, one, step)
		play(t, two, step)
	}
	strip := regexp.MustCompile(`\bsite[\w]*-?\w* |, [\w-]*$`)
	names := func(list []string) (out []string) {
		for _, l := range list {
			out = append(out, strip.ReplaceAllString(l, ""))
		}
		return out
	}
	require.ElementsMatch(t, names(stands(t.Context(), one)), names(stands(t.Context(), two)))
}
