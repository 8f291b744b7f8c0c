package roster_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"tvslab/twin/roster"
)

// one reads a text and returns what was found.
func one(t testing.TB, text string) *roster.Roster {
	t.Helper()
	r := roster.NewReader()
	require.NoError(t, r.Read("list.csv", strings.NewReader(text)))
	return r.Roster()
}

// TestForms: the same list in every form that programs save gives the same phones.
func TestForms(t *testing.T) {
	plain := "Phones of Zürich\n\nDevice Name,Description,Model,TFTP 1,Status\n" +
		"SEP0A0101000001,\"Büro, 1. Stock\",Cisco 8841,cucm-tftp1,Registered\nSEP0A0101000002,Empfang,Cisco 7965,cucm-tftp2,Unregistered\n"
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) string {
		text, err := unicode.UTF16(order, mark).NewEncoder().String(plain)
		require.NoError(t, err)
		return text
	}
	windows, err := charmap.Windows1252.NewEncoder().String(plain)
	require.NoError(t, err)
	want := one(t, plain)
	require.Empty(t, want.Problems)
	require.Len(t, want.Phones, 2)
	require.Equal(t, "Büro, 1. Stock", want.Phones[0].Description.Value)
	require.Equal(t, "list.csv:4", want.Phones[0].Description.At.String())
	require.Equal(t, "8841", want.Phones[0].Model.Value)
	for name, text := range map[string]string{
		"CRLF": strings.ReplaceAll(plain, "\n", "\r\n"), "UTF-8 with a mark": "\xef\xbb\xbf" + plain, "without a last line end": strings.TrimSuffix(plain, "\n"),
		"UTF-16 little endian": utf16(unicode.LittleEndian, unicode.ExpectBOM), "UTF-16 big endian": utf16(unicode.BigEndian, unicode.ExpectBOM),
		"UTF-16 without a mark": utf16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16 big endian without a mark": utf16(unicode.BigEndian, unicode.IgnoreBOM),
		"Windows-1252": windows,
		"semicolons":   strings.NewReplacer(", 1", ", 1", ",", ";").Replace(strings.Replace(plain, "Büro, 1", "Büro\x00 1", 1)),
		"tabs":         strings.ReplaceAll(strings.Replace(plain, "Büro, 1", "Büro\x00 1", 1), ",", "\t"),
		"bars":         strings.ReplaceAll(strings.Replace(plain, "Büro, 1", "Büro\x00 1", 1), ",", " | "),
	} {
		text = strings.ReplaceAll(text, "Büro\x00 1", "Büro, 1")
		require.Equal(t, want.Phones, one(t, text).Phones, name)
	}
}

// TestOrder: files that agree say the same in any order.
func TestOrder(t *testing.T) {
	paths := files(t, filepath.Join("testdata", "site"))
	all := func() string {
		r := reader()
		for _, path := range paths {
			read(t, r, path)
		}
		found := r.Roster()
		require.Empty(t, found.Conflicts)
		found.Lists = nil
		return places.ReplaceAllString(written(found), "")
	}
	want := all()
	rapid.Check(t, func(rt *rapid.T) {
		paths = rapid.Permutation(paths).Draw(rt, "order")
		require.Equal(rt, want, all())
	})
}

// places are what depends on which of two files was first to say a thing.
var places = regexp.MustCompile(` \([a-z0-9]+\.[a-z]+:[0-9]+\)|(?m)^\tdescription.*\n|(?m)^\tload.*\n`)

func TestValues(t *testing.T) {
	for _, row := range []struct {
		column, text, want string
		of                 func(roster.Phone) string
	}{
		{"Model", "683", "8841", func(p roster.Phone) string { return p.Model.Value }},
		{"Product", "Cisco IP Phone 8841", "8841", func(p roster.Phone) string { return p.Model.Value }},
		{"Product", "569", "", func(p roster.Phone) string { return p.Model.Value }},
		{"Active Load", "SCCP45.9-4-2SR3-1S", "SCCP", func(p roster.Phone) string { return p.Protocol.Value }},
		{"Active Load", "sip88xx.12-8-1-0001-455", "SIP", func(p roster.Phone) string { return p.Protocol.Value }},
		{"Active Load", "apps45.9-4-2ES26", "", func(p roster.Phone) string { return p.Protocol.Value }},
		{"Phone Type", "CP-7965G", "7965", func(p roster.Phone) string { return p.Model.Value }},
		{"Security Mode", "3", roster.Encrypted, func(p roster.Phone) string { return p.Mode.Value }},
		{"Device Security Profile", "Cisco 8841 - Standard SIP Non-Secure Profile", roster.NonSecure, func(p roster.Phone) string { return p.Mode.Value }},
		{"Device Security Profile", "Universal Device Template - Model-independent Security Profile", "", func(p roster.Phone) string { return p.Mode.Value }},
		{"Status", "Registered with cucm-sub1", "cucm-sub1", func(p roster.Phone) string { return p.Node.Value }},
		{"Status", "Unregistered from cucm-sub1", "", func(p roster.Phone) string { return p.Node.Value }},
		{"Status", "PartiallyRegistered", roster.Registered, func(p roster.Phone) string { return p.Status.Value }},
		{"RegStatus", "exp-unr", roster.Unregistered, func(p roster.Phone) string { return p.Status.Value }},
		{"Registered", "No", roster.Unregistered, func(p roster.Phone) string { return p.Status.Value }},
		{"ITL hash", "1b:a1:c9:07:e9:9e:4d:3c:53:9d:c8:14:24:af:6c:9f:7d:ce:4d:6d", "1ba1c907e99e4d3c539dc81424af6c9f7dce4d6d(SHA1)", func(p roster.Phone) string { return p.ITL.Value }},
		{"ITL hash", "0123456789abcdef0123456789abcdef(MD5)", "0123456789abcdef0123456789abcdef(MD5)", func(p roster.Phone) string { return p.ITL.Value }},
		{"CTL", "Not Installed", roster.None, func(p roster.Phone) string { return p.CTL.Value }},
		{"ITL file", "Installed", "", func(p roster.Phone) string { return p.ITL.Value }},
		{"lscvaliduntil", "0", roster.None, func(p roster.Phone) string { return p.LSC.Value }},
		{"lscvaliduntil", "1893456000", roster.Installed, func(p roster.Phone) string { return p.LSC.Value }},
		{"LSC expires", "2027-03-04", roster.Installed, func(p roster.Phone) string { return p.LSC.Value }},
		{"TFTP servers", "cucm-tftp1, 10.6.0.15", "cucm-tftp1 10.6.0.15", func(p roster.Phone) string { return strings.Join(roster.Values(p.TFTP), " ") }},
		{"Option 150", "10.6.0.14/10.6.0.15", "10.6.0.14 10.6.0.15", func(p roster.Phone) string { return strings.Join(roster.Values(p.TFTP), " ") }},
		{"TFTP 2", "0.0.0.0", "", func(p roster.Phone) string { return strings.Join(roster.Values(p.TFTP), " ") }},
		{"CallManager 1", "cucm-sub1 (10.6.0.12)", "cucm-sub1", func(p roster.Phone) string { return strings.Join(roster.Values(p.CallManagers), " ") }},
	} {
		found := one(t, fmt.Sprintf("Device Name;%s\nSEP0A0101000001;%s\n", row.column, row.text))
		require.Empty(t, found.Problems, row)
		require.Len(t, found.Phones, 1, row)
		require.Equal(t, row.want, row.of(found.Phones[0]), row)
	}
}

// TestNames: what a row says of its device name.
func TestNames(t *testing.T) {
	const header = "%s;MAC Address;Model\n%s\n"
	for row, want := range map[string]string{
		"Device Name|SEP0A0101000001;;8841": "SEP0A0101000001", "Device Name|sep0a0101000001;0a01.0100.0001;8841": "SEP0A0101000001",
		"Device Name|CSFPLUM;00:50:56:01:02:03;CSF": "CSFPLUM", "Name|Maggie Plum;0a-01-01-00-00-01;8841": "SEP0A0101000001",
		"Name|Plum;0a-01-01-00-00-01;8841": "SEP0A0101000001", "Name|SEP0A0101000001;;8841": "SEP0A0101000001", "Name|CSFPLUM;;CSF": "CSFPLUM",
		"Name|Lobby;0A0101000001;ATA 191": "ATA0A0101000001", `Phone|="0A0101000001";;8841`: "SEP0A0101000001",
	} {
		title, cells, _ := strings.Cut(row, "|")
		found := one(t, fmt.Sprintf(header, title, cells))
		require.Empty(t, found.Problems, row)
		require.Len(t, found.Phones, 1, row)
		require.Equal(t, want, found.Phones[0].Name, row)
	}
}

// TestSubnets: the TFTP servers of the longest subnet in which a phone is, in all ways in which subnets are written.
func TestSubnets(t *testing.T) {
	for text, want := range map[string]string{
		"Subnet,TFTP 1\n10.7.0.0/16,a\n": "a", "Subnet,TFTP 1\n10.7.0.0/16,a\n10.7.1.0/24,b\n": "b", "Scope,Option 150\n10.7.1.9/255.255.255.0,b c\n": "b c",
		"Scope ID;Subnet Mask;Option 150\n10.7.1.0;255.255.255.0;b, c\n": "b c", "Scope,TFTP 1\n10.7.0.0 255.255.0.0,a\n": "a", "Scope,TFTP 1\n10.8.0.0/16,a\n": "",
	} {
		r := roster.NewReader()
		require.NoError(t, r.Read("phones.csv", strings.NewReader("Device Name,IP\nSEP0A0101000001,10.7.1.11\n")))
		require.NoError(t, r.Read("scopes.csv", strings.NewReader(text)))
		found := r.Roster()
		require.Empty(t, found.Problems, text)
		require.Equal(t, want, strings.Join(roster.Values(found.Phones[0].TFTP), " "), text)
	}
	for _, bad := range []string{"10.7.0.0/255.0.255.0", "10.7.0.0", "Ludlow", "10.7.0.0/33"} {
		require.Len(t, one(t, "Subnet;TFTP 1\n"+bad+";a\n").Problems, 1, bad)
	}
}

// TestLaterRow: of rows about one phone on two nodes the later is true; without times the first stays, and the other is told.
func TestLaterRow(t *testing.T) {
	const header, on, off = "Name,Status,Node,Time Stamp\n", "SEP0A0101000001,Registered,sub1,%s\n", "SEP0A0101000001,UnRegistered,sub2,%s\n"
	for _, text := range []string{fmt.Sprintf(header+on+off, "200", "100"), fmt.Sprintf(header+off+on, "100", "200")} {
		found := one(t, text)
		require.Empty(t, found.Conflicts)
		require.Equal(t, "registered sub1", found.Phones[0].Status.Value+" "+found.Phones[0].Node.Value)
	}
	found := one(t, fmt.Sprintf(header+on+off, "", ""))
	require.Len(t, found.Conflicts, 2)
	require.Equal(t, "registered", found.Phones[0].Status.Value)
	require.Equal(t, `SEP0A0101000001: status is "registered" in list.csv:2 and "unregistered" in list.csv:3`, found.Conflicts[0].String())
	require.Empty(t, one(t, fmt.Sprintf(header+on, "")+"SEP0A0101000001,None,,\n").Conflicts, "a node that never saw the phone says nothing")
}

// TestBounds: what is too large is told, and the rest is read.
func TestBounds(t *testing.T) {
	found := one(t, "Device Name,Model\nSEP0A0101000001,"+strings.Repeat("8", 1<<20)+"\nSEP0A0101000002,8841\n")
	require.Len(t, found.Phones, 1)
	require.Equal(t, "list.csv:2: a line of more than 1 MB: expected one device or pool a line", found.Problems[0].String())
	found = one(t, "<html>"+strings.Repeat("<p>TFTP server 1</p>\n", 220_000))
	require.Empty(t, found.Phones)
	require.Equal(t, "list.csv:1: a page of more than 4 MB: expected a page of one phone", found.Problems[0].String())
	found = one(t, "Device Name,Model\n"+strings.Repeat("SEP0A0101000001,\"8841\n", 2000))
	require.Contains(t, found.Problems[len(found.Problems)-1].String(), "100 quotes do not close: the rest of the file is not read")
}

// TestTerminal: in what a terminal recorded a list ends at the prompt, and the next one begins at its header; what one command showed has
// the lines of the whole and the node that showed it.
func TestTerminal(t *testing.T) {
	const list = "DeviceName, Descr, MACaddr, RegStatus\nSEP0A010100000%d, Desk, north, 0A010100000%[1]d, reg\nTotal count 1\n"
	log := "admin:show status\nHost Name : cucm-sub1\nadmin:show risdb query phone\n" + fmt.Sprintf(list, 1) +
		"admin:show cert list own\ntomcat/tomcat.pem: Self-signed, generated, by, system\nadmin:show risdb query phone\n" + fmt.Sprintf(list, 2) + "admin:\n"
	found := one(t, log)
	require.Empty(t, found.Problems)
	require.Len(t, found.Phones, 2)
	require.Equal(t, "list.csv:11", found.Phones[1].At.String())
	require.Equal(t, "Desk, north", found.Phones[1].Description.Value)

	r := roster.NewReader()
	r.ReadOutput(roster.Place{File: "all.log", Line: 100}, "cucm-sub1", fmt.Sprintf(list, 1))
	found = r.Roster()
	require.Equal(t, roster.Fact{Value: "cucm-sub1", At: roster.Place{File: "all.log", Line: 101}}, found.Phones[0].Node)
}

func TestRecognizes(t *testing.T) {
	for _, folder := range []string{"site", "pages", "answers"} {
		for _, path := range files(t, filepath.Join("testdata", folder)) {
			head, err := os.ReadFile(path)
			require.NoError(t, err)
			require.True(t, roster.Recognizes(head), path)
		}
	}
	for _, text := range []string{"", "admin:show itl\nLength of ITL file: 4711\n", "-----BEGIN CERTIFICATE-----\nMIIB\n", "\x01\x00\x02", "<html><body>Toner</body></html>", "a,b\nc,d\n"} {
		require.False(t, roster.Recognizes([]byte(text)), "%q", text)
	}
}

// TestHeaders: every word that is told is read, in lists beside one of the columns that lists are known by, in pages as the label of a row.
func TestHeaders(t *testing.T) {
	beside := []string{"Device Name", "Name\tDevice Security Mode", "Subnet\tTFTP 1", "MAC Address", "Server", "Cisco Unified CallManager Name", "TFTP 1", "Device Security Mode", "Device Security Profile"}
	for _, h := range roster.Headers() {
		require.NotEmpty(t, h.Means)
		require.True(t, h.Lists || h.Pages, h.Means)
		for _, word := range h.Words {
			if h.Lists {
				require.True(t, slices.ContainsFunc(beside, func(other string) bool {
					return slices.Contains(columns(one(t, word+"\t"+other+"\n")), word)
				}), word)
			}
			if h.Pages {
				label := word
				if h.Most > 0 {
					label += " 1"
				}
				require.Contains(t, columns(one(t, "<table><tr><td>"+label+"</td><td>1</td></tr></table>")), label)
			}
		}
	}
}

func columns(found *roster.Roster) (all []string) {
	for _, l := range found.Lists {
		all = append(all, l.Columns...)
	}
	return all
}

// TestGroups: groups have all phones once, phones of a group agree, names are short, plain and each there once, and the order of
// phones does not count.
func TestGroups(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
	rapid.Check(t, func(rt *rapid.T) {
		fact := func(label string, values ...string) roster.Fact {
			return roster.Fact{Value: rapid.SampledFrom(append(values, "")).Draw(rt, label)}
		}
		var phones []roster.Phone
		for i := range rapid.IntRange(0, 40).Draw(rt, "phones") {
			phones = append(phones, roster.Phone{
				Name: fmt.Sprintf("SEP%012X", i), Model: fact("model", "8841", "7965"), Site: fact("site", "Sankt Gallen – Büro 17 im zweiten Stock", "Ludlow", "ludlow"),
				Pool: fact("pool", "DP 1"), Mode: fact("mode", roster.Encrypted, roster.NonSecure), Status: fact("status", roster.Registered, roster.Unregistered),
				ITL: fact("itl", "0123(MD5)", "4567(MD5)", "01234(MD5)", roster.None), TFTP: []roster.Fact{fact("tftp", "cucm-tftp1.example", "10.6.0.14")},
			})
		}
		groups := roster.Grouped(phones)
		shuffled := rapid.Permutation(slices.Clone(phones)).Draw(rt, "order")
		require.Equal(rt, groups, roster.Grouped(shuffled))
		seen := map[string]bool{}
		count := 0
		for _, g := range groups {
			require.Regexp(rt, name, g.Name)
			require.False(rt, seen[g.Name], g.Name)
			seen[g.Name] = true
			count += len(g.Phones)
			for _, p := range phones {
				if slices.Contains(g.Phones, p.Name) {
					require.Equal(rt, []string{g.Model, g.Mode, g.Status, g.ITL}, []string{p.Model.Value, p.Mode.Value, p.Status.Value, p.ITL.Value})
				}
			}
		}
		require.Equal(rt, len(phones), count)
	})
}
