package phone

import (
	"context"
	"testing"

	"tvslab/phone/content"

	"github.com/stretchr/testify/require"
)

// TestAgent: model and load as phones tell them over SIP.
func TestAgent(t *testing.T) {
	for name, row := range map[string]struct {
		model int
		load  string
		agent string
	}{
		"7821 of tech note 214535": {621, "sip78xx.12-1-1-12", "Cisco-CP7821/12.1.1"},
		"8851 of a public trace":   {684, "sip88xx.12-1-1SR1-4", "Cisco-CP8851/12.1.1"},
		"no load":                  {684, "", "Cisco-CP8851"},
		"a load of another form":   {684, "x\r\ny", "Cisco-CP8851"},
		"soft client":              {503, "", "Cisco-CSF"},
		"unknown model":            {0, "", "Cisco"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, row.agent, (&Line{Load: row.load}).Agent(row.model)) })
	}
}

// lineNet notes whom phones register.
type lineNet struct {
	*fakeNet
	lines []*Line
}

func (n *lineNet) Register(_ context.Context, c Call, _ Identity) error {
	n.lines = append(n.lines, c.Line)
	return nil
}

// TestLineOfPhone: a phone registers the line of its configuration over SIP, and none over SCCP.
func TestLineOfPhone(t *testing.T) {
	for protocol, want := range map[string]*Line{
		"SIP":  {Line: content.Line{Number: "1001", Contact: "guid", AuthName: "u", AuthPassword: "p"}, Load: "sip88xx.12-1-1SR1-4"},
		"SCCP": nil,
	} {
		p := newPhone(t, "7975", nil, nil)
		p.State.Load = "sip88xx.12-1-1SR1-4"
		p.State.ParsedConfig = &content.Config{DeviceProtocol: protocol, SecurityMode: content.ModeNonSecure,
			CallManagers: []content.CallManager{content.DefaultCallManager("pub")}, Line: content.Line{Number: "1001", Contact: "guid", AuthName: "u", AuthPassword: "p"}}
		n := &lineNet{fakeNet: newNet(t)}
		p.newBoot(t.Context(), n).tryRegister()
		require.Equal(t, []*Line{want}, n.lines)
	}
}
