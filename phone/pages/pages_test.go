package pages_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/pages"
	"tvslab/sim/configfile"
	"tvslab/twin/roster"
)

var update = flag.Bool("update", false, "rewrite golden files")

// list is a file that a phone stores as a trust list.
var list = content.NewFile([]byte("any bytes of a list"))

// on is a phone of a model, registered and with an ITL, as the lab would have it.
func on(t *testing.T, name string) pages.Phone {
	m, ok := phone.ModelByName(name)
	require.True(t, ok, name)
	data, err := configfile.Phone{Name: "SEP0A0101000001", Model: name, Protocol: "SIP", Group: []string{"sub1", "sub2", "pub"}, Publisher: "pub", Extension: 4001,
		Zone: "America/Chicago", Web: "0"}.XML()
	require.NoError(t, err)
	parsed, err := content.ParseConfig(data)
	require.NoError(t, err)
	at := time.Date(2026, 1, 5, 14, 52, 30, 0, time.UTC)
	s := &phone.State{ParsedConfig: parsed, Config: content.NewFile(data), Load: "sip88xx.12-8-1-0001-455", Status: []phone.StatusLine{
		{Time: at, Text: "Trust List update failed"}, {Time: at.Add(time.Second), Text: "TFTP Error : SEP0A0101000001.cnf.xml.sgn"}}}
	if m.UI == "79" {
		s.Load = "SCCP45.9-3-1SR4-1S"
	}
	s.Lists[1].File = list
	return pages.Phone{Name: "SEP0A0101000001", Model: m, Address: netip.MustParseAddr("127.78.0.1"), Domain: "example.test", TFTP: []string{"pub", "sub1"}, Registered: "sub2",
		State: s, ITL: m.ChecksumOf(list.Bytes()), Cause: phone.Reset, Now: at.Add(time.Hour), Setup: pages.ReadSetup(data), Console: []string{"line one", "line two"}}
}

// examples are a model of each family.
var examples = []string{"7965", "7940", "7937", "8841", "8821", "8831", "8945", "9971", "6921"}

// get asks for a page as a browser does.
func get(p pages.Phone, url string) (pages.Answer, bool) {
	path, query, _ := strings.Cut(url, "?")
	return pages.Serve(p, path, query)
}

// TestGolden: all pages of a model of each family.
func TestGolden(t *testing.T) {
	for _, name := range examples {
		t.Run(name, func(t *testing.T) {
			p := on(t, name)
			html, xmls := pages.Paths(p.Model)
			var b strings.Builder
			seen := map[string]string{}
			for _, url := range append(html, xmls...) {
				a, ok := get(p, url)
				require.True(t, ok, url)
				if first := seen[string(a.Body)]; first != "" {
					fmt.Fprintf(&b, "== %s: as %s\n", url, first)
					continue
				}
				seen[string(a.Body)] = url
				fmt.Fprintf(&b, "== %s: %s %s\n%s", url, a.Type, a.Server, a.Body)
			}
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), b.String())
		})
	}
}

// aboutPhones leaves out the pages in which nothing about phones stands.
func aboutPhones(urls []string) (list []string) {
	for _, url := range urls {
		switch lower := strings.ToLower(url); {
		case strings.Contains(lower, "port"), strings.Contains(lower, "ethernet"), strings.Contains(lower, "console"), strings.Contains(lower, "log?0"),
			strings.Contains(lower, "logx?0"), strings.HasSuffix(lower, "func=603"), strings.HasSuffix(lower, "func=609"):
		default:
			list = append(list, url)
		}
	}
	return list
}

// TestRoster: what the lab serves is read by the reader of real phones' pages as what it is, HTML and XML alike.
func TestRoster(t *testing.T) {
	for _, name := range examples {
		p := on(t, name)
		html, xmls := pages.Paths(p.Model)
		for kind, urls := range map[string][]string{"html": aboutPhones(html), "xml": aboutPhones(xmls)} {
			t.Run(name+" "+kind, func(t *testing.T) {
				r := roster.NewReader()
				for i, url := range urls {
					a, ok := get(p, url)
					require.True(t, ok)
					require.NoError(t, r.Read(fmt.Sprintf("SEP0A0101000001-%d.%s", i, kind), strings.NewReader(string(a.Body))))
				}
				found := r.Roster()
				require.Empty(t, found.Conflicts)
				require.Empty(t, found.Problems)
				require.Len(t, found.Phones, 1)
				got := found.Phones[0]
				require.Equal(t, "SEP0A0101000001", got.Name)
				require.Equal(t, p.Model.Name, got.Model.Value)
				require.Equal(t, "127.78.0.1", got.Address.Value)
				require.Equal(t, []string{"pub", "sub1"}, roster.Values(got.TFTP))
				require.Equal(t, []string{"sub1", "sub2", "pub"}, roster.Values(got.CallManagers))
				require.Equal(t, "sub2", got.Node.Value)
				require.Contains(t, strings.Join(roster.Values(got.Messages), "\n"), "Trust List update failed")
			})
		}
	}
}

// TestSignatures: a page has the checksum that show itl prints, for phones whose models show one.
func TestSignatures(t *testing.T) {
	for name, want := range map[string]string{"8841": phone.Checksums(list.Bytes())[1], "7965": phone.Checksums(list.Bytes())[0]} {
		r := roster.NewReader()
		a, _ := get(on(t, name), "/CGI/Java/Serviceability?adapter=device.statistics.configuration")
		require.NoError(t, r.Read("page.html", strings.NewReader(string(a.Body))))
		got := r.Roster().Phones[0]
		require.Equal(t, want, got.ITL.Value)
		require.Equal(t, roster.None, got.CTL.Value)
	}
}

// TestEveryModel: every model with pages has all of them, with and without configuration, and its XML is well-formed; others have none.
func TestEveryModel(t *testing.T) {
	for _, name := range phone.ModelNames() {
		m, _ := phone.ModelByName(name)
		if !pages.Has(m) {
			_, ok := get(pages.Phone{Model: m, State: &phone.State{}}, "/")
			require.False(t, ok, name)
			continue
		}
		for _, p := range []pages.Phone{on(t, name), {Name: "SEP0A0101000001", Model: m, State: &phone.State{}}} {
			html, xmls := pages.Paths(m)
			for _, url := range append(html, xmls...) {
				a, ok := get(p, url)
				require.True(t, ok, url)
				require.NotEmpty(t, a.Body)
				if a.Type == "text/xml" {
					wellFormed(t, a.Body)
				}
			}
		}
	}
}

func wellFormed(t *testing.T, data []byte) {
	d := content.Decoder(data)
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err, string(data))
	}
}

// TestText: names that others chose are text in every layout.
func TestText(t *testing.T) {
	for _, name := range examples {
		p := on(t, name)
		p.TFTP = []string{"<script>&</script>"}
		html, xmls := pages.Paths(p.Model)
		for _, url := range append(html, xmls...) {
			a, _ := get(p, url)
			require.NotContains(t, string(a.Body), "<script>", url)
		}
	}
}

// TestConsole: the file that the page of console logs leads to, at its place of each family; none without lines.
func TestConsole(t *testing.T) {
	for name, at := range map[string]string{"8841": "/FS/messages", "7965": "/FS/cache/log1.log"} {
		p := on(t, name)
		a, ok := get(p, "/CGI/Java/Serviceability?adapter=device.statistics.consolelog&Number=0")
		require.True(t, ok)
		require.Contains(t, string(a.Body), `HREF="`+at+`"`)
		a, ok = get(p, at)
		require.True(t, ok)
		require.True(t, strings.HasSuffix(string(a.Body), "line one\nline two\n"))
		p.Console = nil
		_, ok = get(p, at)
		require.False(t, ok)
	}
	_, ok := get(on(t, "8841"), "/FS/../messages")
	require.False(t, ok)
}
