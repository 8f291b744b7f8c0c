package phone

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
)

const signedName = phoneName + ".cnf.xml.sgn"

func TestConfigurationAcceptance(t *testing.T) {
	plain := func(t *testing.T) *content.File { return content.NewFile(plainConfig()) }
	bySgn := func(signer string) func(*testing.T) *content.File {
		return func(t *testing.T) *content.File { return sgn(t, signer, plainConfig()) }
	}
	large := func(t *testing.T) *content.File { return content.NewFile(make([]byte, 550002)) }
	for name, c := range map[string]struct {
		model  string
		served func(*testing.T) *content.File
		code   reason.Code
	}{
		"signer in ITL":           {"8841", bySgn("CM1"), reason.SignerInITL},
		"signer not found":        {"8841", bySgn("CM1'"), reason.SignerUnknown},
		"plain file, .sgn name":   {"8841", plain, reason.NotSigned},
		"550002 bytes on a 7975":  {"7975", large, reason.TooLarge},
		"550002 bytes on an 8841": {"8841", large, reason.NotSigned},
		"signed well, but no XML": {"8841", func(t *testing.T) *content.File { return sgn(t, "CM1", []byte("<device>")) }, reason.ConfigInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c.model, nil, oldITL(t))
			stored, parsed := p.State.Config, p.State.ParsedConfig
			r := p.Boot(t.Context(), newNet(t).serve("pub", signedName, c.served(t)), Reset)
			d := r.Decisions[len(r.Decisions)-1]
			require.Equal(t, trust.FileConfiguration, d.File)
			require.Equal(t, c.code, d.Code, "%+v", d)
			if d.Accepted {
				require.Equal(t, ConfigCurrent, r.ConfigState)
				require.NotSame(t, stored, p.State.Config)
			} else {
				require.Equal(t, ConfigKeptOld, r.ConfigState)
				require.Same(t, stored, p.State.Config)
				require.Same(t, parsed, p.State.ParsedConfig)
				require.Equal(t, "sub", r.Registered, "old settings still register")
			}
		})
	}
}

func TestConfigurationNames(t *testing.T) {
	const plain = phoneName + ".cnf.xml"
	stored := func(encrypted bool) func(*Phone) {
		return func(p *Phone) {
			p.State.Config, p.State.ParsedConfig = content.NewFile(nil), &content.Config{EncrConfig: encrypted}
			p.State.AsksEncrypted, p.MIC = encrypted, testMIC(t, "maker")
		}
	}
	noConfig := func(p *Phone) { p.State.Config, p.State.ParsedConfig = nil, nil }
	for name, c := range map[string]struct {
		model    string
		ctl, itl func(*testing.T) *content.File
		set      func(*Phone)
		names    []string
	}{
		"no lists":                     {"8841", none, none, noConfig, []string{plain, "XMLDefault.cnf.xml"}},
		"ITL":                          {"8841", none, oldITL, stored(false), []string{plain + ".sgn"}},
		"ITL, nothing stored":          {"8841", none, oldITL, noConfig, []string{plain + ".sgn", "XMLDefault.cnf.xml.sgn"}},
		"ITL, encryption announced":    {"8841", none, oldITL, stored(true), []string{plain + ".enc.sgn", plain + ".sgn"}},
		"encryption announced, no key": {"8841", none, oldITL, func(p *Phone) { stored(true)(p); p.MIC = nil }, []string{plain + ".sgn"}},
		"encryption announced to a model that cannot": {"DX80", none, oldITL, stored(true), []string{plain + ".sgn"}},
		"no lists, encryption announced":              {"8841", none, none, stored(true), []string{plain, "XMLDefault.cnf.xml"}},
		"blank ITL":                                   {"8841", none, blankITL, stored(false), []string{plain, "XMLDefault.cnf.xml"}},
		"blank ITL, CTL with TFTP":                    {"8841", oldCTL, blankITL, stored(false), []string{plain + ".sgn"}},
		"CTL without TFTP, blank ITL":                 {"8841", blankITL, blankITL, stored(false), []string{plain, "XMLDefault.cnf.xml"}},
		"TFTP record by hash":                         {"8841", none, of("CM1", sast("CM1"), tftp("CM1").ByHash()), stored(false), []string{plain + ".sgn"}},
		"model without SBD, CTL":                      {"7960", oldCTL, none, stored(false), []string{plain + ".sgn"}},
		"model that verifies no signatures":           {"7912", oldCTL, none, stored(false), []string{plain, "XMLDefault.cnf.xml"}},
		"signed default switched off": {"8841", none, oldITL, func(p *Phone) {
			noConfig(p)
			p.Settings.XMLDefaultAfterSgnNotFound = false
		}, []string{plain + ".sgn"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c.model, c.ctl(t), c.itl(t))
			c.set(p)
			r := p.Boot(t.Context(), newNet(t), Reset)
			var names []string
			for _, d := range r.Decisions {
				if d.File == trust.FileConfiguration {
					require.Equal(t, reason.NotFound, d.Code)
					names = append(names, d.Name)
				}
			}
			require.Equal(t, c.names, names)
		})
	}
}

func TestDefaultConfiguration(t *testing.T) {
	const xml = `<Default><callManagerGroup><members><member priority="0"><callManager><processNodeName>cm</processNodeName></callManager></member></members></callManagerGroup><TVS><members><member priority="0"><address>cm</address></member></members></TVS></Default>`
	p := newPhone(t, "8841", nil, nil)
	n := newNet(t).serve("pub", "XMLDefault.cnf.xml", content.NewFile([]byte(xml)))
	r := p.Boot(t.Context(), n, PowerOn)
	require.Equal(t, ConfigCurrent, r.ConfigState)
	require.Equal(t, "cm", r.Registered)
	require.Empty(t, p.State.ParsedConfig.TVSServers(), "no TVS list can be taken from the default file")
}

func TestNewTVSListCountsFromTheNextBoot(t *testing.T) {
	const moved = `<device><TVS><members><member priority="0"><address>new</address></member></members></TVS></device>`
	p := newPhone(t, "8841", nil, oldITL(t))
	n := newNet(t).knows("CM1'").serveList(trust.ITL, newList(t)).serve("pub", signedName, sgn(t, "CM1'", []byte(moved)))
	require.Equal(t, ConfigCurrent, p.Boot(t.Context(), n, Reset).ConfigState)
	require.Equal(t, []string{"sub"}, n.asked, "the list was judged with the old TVS list")

	n.asked = nil
	n.serveList(trust.ITL, list(t, "X", sast("X"), tftp("X")))
	p.Boot(t.Context(), n, Reset)
	require.Equal(t, []string{"new"}, n.asked)
}

func TestInvalidXMLIsRetriedSoon(t *testing.T) {
	p := newPhone(t, "8851", nil, nil)
	r := p.Boot(t.Context(), newNet(t).serve("pub", phoneName+".cnf.xml", content.NewFile([]byte("<device"))), PowerOn)
	require.Equal(t, reason.ConfigInvalid, r.Decisions[2].Code)
	require.Equal(t, ConfigNone, r.ConfigState)
	require.Equal(t, 15*time.Second, r.RetryAfter)
	require.Equal(t, reason.NoConfiguration, r.RegisterReason)
}
