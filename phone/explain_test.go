package phone

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// serials differ from run to run, the keys too.
var serials = regexp.MustCompile(`\b6A0000[0-9A-F]{2}\b`)

func TestExplainGolden(t *testing.T) {
	n := newNet(t).knows("CM1").serveList(trust.ITL, newList(t))
	n.tvs["sub"] = nil
	n.tvs["pub"].certificate = "V9"
	locked := newPhone(t, "8841", tokenCTL(t), oldITL(t)).Boot(t.Context(), n, Reset)
	first := newPhone(t, "8841", nil, nil).Boot(t.Context(), newNet(t).serveList(trust.ITL, oldITL(t)), PowerOn)
	peer := newPhone(t, "8841", nil, oldITL(t)).VerifyPeer(t.Context(), newNet(t).knows("tomcat"), id(t, "tomcat").Cert.Raw, trustlist.RoleCAPF)

	for name, d := range map[string]trust.Decision{
		"locked": locked.Decisions[1], "first-list": first.Decisions[1], "no-ctl": first.Decisions[0],
		"no-configuration": first.Decisions[2], "peer": peer, "no-sbd": {File: trust.FileITL, Code: reason.NoSBD},
	} {
		t.Run(name, func(t *testing.T) {
			got := serials.ReplaceAllString(strings.Join(trust.Explain(d), "\n")+"\n", "SERIAL")
			path := filepath.Join("testdata", "explain", name+".golden")
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}
