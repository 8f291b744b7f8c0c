package phone

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/firmware"
	"tvslab/phone/content"
	"tvslab/phone/reason"
)

// maker is the key of the phones' maker.
var maker = sync.OnceValue(func() crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// TestFetchedLoad: with firmware=fetch a phone runs a load whose file its maker signed for its model, after a reset; else it says what
// was wrong and keeps the old one.
func TestFetchedLoad(t *testing.T) {
	const load = "sip88xx.12-8"
	file := func(models ...string) []byte {
		data, err := firmware.Build(firmware.Load{Name: load, Models: models}, maker())
		require.NoError(t, err)
		return data
	}
	fits := file("8841", "7975", "7940", "6941", "8945")
	changed := append([]byte{}, fits...)
	changed[len(changed)-2] ^= 1
	for name, row := range map[string]struct {
		model  string
		served []byte
		code   reason.Code
		status string // "" for none
	}{
		"8841, for its model":     {"8841", fits, reason.LoadVerified, ""},
		"8841, for others":        {"8841", file("7975"), reason.LoadRejected, "Load rejected HC"},
		"8841, another maker's":   {"8841", changed, reason.LoadNotAuthentic, ""},
		"8841, no load":           {"8841", []byte("hello"), reason.Malformed, "Checksum Error"},
		"8841, not there":         {"8841", nil, reason.NotFound, "Version error"},
		"7975, another maker's":   {"7975", changed, reason.LoadNotAuthentic, "Load Auth Failed"},
		"7940, for others":        {"7940", file("8841"), reason.LoadRejected, "Load rejected HC"},
		"6941, for others":        {"6941", file("8841"), reason.LoadRejected, "Load ID incorrect"},
		"6941, not there":         {"6941", nil, reason.NotFound, "File not found"},
		"8945, another maker's":   {"8945", changed, reason.LoadNotAuthentic, ""},
		"8841, larger than it is": {"8841", make([]byte, 3<<20), reason.Malformed, "Checksum Error"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, row.model, nil, nil)
			settings := DefaultSettings()
			settings.Firmware = FirmwareFetch
			p.Settings, p.Maker, p.State.Load = &settings, maker().Public(), "old"
			n := newNet(t).serve("pub", phoneName+".cnf.xml", content.NewFile([]byte("<device><loadInformation>"+load+"</loadInformation></device>")))
			if row.served != nil {
				n.serve("pub", load+".loads", content.NewFile(row.served))
			}
			r := p.Boot(t.Context(), n, PowerOn)
			taken := row.code == reason.LoadVerified
			require.Equal(t, map[bool]string{true: load, false: "old"}[taken], p.State.Load)
			require.Contains(t, bootCodes(r), row.code)
			require.Equal(t, PowerOn, r.Cause)
			require.Equal(t, map[bool]int{true: 2, false: 1}[taken], asked(r, phoneName+".cnf.xml"), "it fetches all again after a reset")
			if row.status != "" {
				require.Contains(t, statusTexts(p), row.status)
			}
			require.Equal(t, ConfigCurrent, r.ConfigState)
			again := p.Boot(t.Context(), n, Reset)
			require.Equal(t, !taken, asked(again, load+".loads") > 0)
		})
	}
}

// asked counts the requests for a file that brought it.
func asked(r Report, name string) (n int) {
	for _, q := range r.Requests {
		if q.Name == name && (q.Outcome == "ok" || name != phoneName+".cnf.xml") {
			n++
		}
	}
	return n
}
