package phone

import (
	"errors"
	"strings"
	"testing"

	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"

	"github.com/stretchr/testify/require"
)

// TestFileOrder follows the captures of tech notes 214528 and 214535 and of
// community labs, up to the configuration.
func TestFileOrder(t *testing.T) {
	const ctl, itlName, cfg = "CTL" + phoneName + ".tlv", "ITL" + phoneName + ".tlv", phoneName + ".cnf.xml"
	for name, c := range map[string]struct {
		model  string
		itl    bool // phone and server have one
		noHTTP bool
		order  []string
	}{
		"8861 at CUCM":   {"8861", true, false, []string{"HTTP " + ctl, "TFTP " + ctl, "HTTP " + itlName, "HTTP " + cfg + ".sgn"}},
		"7821 at CUCM":   {"7821", true, false, []string{"HTTP " + ctl, "TFTP " + ctl, "HTTP " + itlName, "HTTP " + cfg + ".sgn"}},
		"7962 elsewhere": {"7962", false, false, []string{"TFTP " + ctl, "TFTP " + itlName, "TFTP ITLFile.tlv", "TFTP " + cfg}},
		"8945 without HTTP": {"8945", false, true, []string{"HTTP " + ctl, "TFTP " + ctl, "HTTP " + itlName, "TFTP " + itlName,
			"HTTP ITLFile.tlv", "TFTP ITLFile.tlv", "HTTP " + cfg, "TFTP " + cfg}},
		"7921": {"7921", false, false, []string{"TFTP " + ctl, "TFTP " + cfg}},
		"7975": {"7975", true, false, []string{"TFTP " + ctl, "TFTP " + itlName, "TFTP " + cfg + ".sgn"}},
		"7960": {"7960", false, false, []string{"TFTP " + ctl, "TFTP " + cfg}},
		"6901": {"6901", false, false, []string{"TFTP " + ctl, "TFTP " + cfg}},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNet(t)
			p := newPhone(t, c.model, nil, nil)
			n.serve("pub", cfg, content.NewFile(plainConfig())).serve("pub", cfg+".sgn", sgn(t, "CM1", plainConfig()))
			if c.itl {
				p.State.Lists[trust.ITL].File = oldITL(t)
				n.serveList(trust.ITL, p.State.Lists[trust.ITL].File)
			}
			if c.noHTTP {
				n.noHTTP = outcome.Unreachable
			}
			r := p.Boot(t.Context(), n, PowerOn)
			require.Equal(t, ConfigCurrent, r.ConfigState)
			require.Equal(t, c.order, shortRequests(r.Requests))
		})
	}
}

func shortRequests(requests []Request) []string {
	var list []string
	for _, r := range requests {
		transport := r.Service.String()
		list = append(list, transport+" "+r.Name)
	}
	return list
}

func TestTFTPFailover(t *testing.T) {
	const cfg = phoneName + ".cnf.xml"
	for name, c := range map[string]struct {
		down       map[string]error
		onNotFound bool
		servers    []string
		code       reason.Code
		from       string
		asked      string // servers of the TFTP requests for the configuration
	}{
		"first has it":                   {nil, false, []string{"pub", "sub"}, reason.UnsignedAccepted, "pub", "pub"},
		"first silent":                   {map[string]error{"pub": outcome.Timeout}, false, []string{"pub", "sub"}, reason.UnsignedAccepted, "sub", "pub sub"},
		"first refuses":                  {map[string]error{"pub": outcome.Unreachable}, false, []string{"pub", "sub"}, reason.UnsignedAccepted, "sub", "pub sub"},
		"unknown error":                  {map[string]error{"pub": errors.New("x")}, false, []string{"pub", "sub"}, reason.UnsignedAccepted, "sub", "pub sub"},
		"first lacks it":                 {nil, false, []string{"empty", "pub"}, reason.NotFound, "empty", "empty"},
		"first lacks it, setting on":     {nil, true, []string{"empty", "pub"}, reason.UnsignedAccepted, "pub", "empty pub"},
		"first lacks it, second silent":  {map[string]error{"pub": outcome.Timeout}, true, []string{"empty", "pub"}, reason.NotFound, "empty", "empty pub"},
		"first silent, second lacks it":  {map[string]error{"pub": outcome.Timeout}, false, []string{"pub", "empty"}, reason.NotFound, "empty", "pub empty"},
		"first breaks off":               {map[string]error{"pub": outcome.Unavailable}, false, []string{"pub", "sub"}, reason.UnsignedAccepted, "sub", "pub sub"},
		"both silent":                    {map[string]error{"pub": outcome.Timeout, "sub": outcome.Timeout}, false, []string{"pub", "sub"}, reason.Unreachable, "sub", "pub sub"},
		"a third server is never asked":  {map[string]error{"a": outcome.Timeout, "b": outcome.Timeout}, false, []string{"a", "b", "pub"}, reason.Unreachable, "b", "a b"},
		"no server at all":               {nil, false, nil, reason.Unreachable, "", ""},
		"larger than the client accepts": {map[string]error{"pub": outcome.TooLarge}, false, []string{"pub", "sub"}, reason.TooLarge, "pub", "pub"},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNet(t).serve("pub", cfg, content.NewFile(plainConfig())).serve("sub", cfg, content.NewFile(plainConfig()))
			n.down = c.down
			p := newPhone(t, "7975", nil, nil)
			p.TFTP = c.servers
			p.Settings.TFTPFailoverOnNotFound = c.onNotFound
			r := p.Boot(t.Context(), n, PowerOn)
			d := r.Decisions[2]
			require.Equal(t, cfg, d.Name)
			require.Equal(t, c.code, d.Code)
			require.Equal(t, c.from, d.Server)
			var asked []string
			for _, q := range r.Requests {
				if q.Name == cfg {
					asked = append(asked, q.Server)
				}
			}
			require.Equal(t, c.asked, strings.Join(asked, " "))
		})
	}
}

func TestRefusedFileIsNotFetchedElsewhere(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	n := newNet(t).serveList(trust.ITL, newList(t)).serve("sub", "ITL"+phoneName+".tlv", byIR(t))
	require.Equal(t, reason.SignerUnknown, p.decisionOn(t, n, trust.ITL).Code)
	for _, r := range n.requests {
		require.NotContains(t, r, " sub ")
	}
}

func TestListFromSecondServerIsRemembered(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	n := newNet(t).serve("sub", "ITL"+phoneName+".tlv", byIR(t))
	n.down["pub"] = outcome.Unreachable
	require.True(t, p.decisionOn(t, n, trust.ITL).Accepted)
	require.Equal(t, "sub", p.State.Lists[trust.ITL].From)
}
