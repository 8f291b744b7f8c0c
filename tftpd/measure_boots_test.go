//go:build unix

package tftpd

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkBoots gives boots per second of processor time, client and server together:
// CTL, ITL and configuration at 512 bytes a block, every signature verified. Each round
// measures all pairs in turn; the metrics are medians, "x" the ratio to the engine's own
// client and server of the same round. The engine's pair verifies every file of every
// phone; ours verifies as a fleet does, a list once per content (SHA-256) and every
// configuration. "pin-pin-content" is the engine's pair with our way to verify. Use
// -benchtime 5x.
func BenchmarkBoots(b *testing.B) {
	set := newBootSet(b)
	batch, err := new(Client).Batch(1000)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, batch.Close()) })
	pairs := []struct {
		name   string
		from   Fetcher
		server string
		verify func(string, []byte) error
	}{
		{"pin-pin", engineClient{}, "pin", set.verify}, {"pin-pin-content", engineClient{}, "pin", set.verifyContent},
		{"client-tftpd", new(Client), "tftpd", set.verifyContent}, {"batch-tftpd", batch, "tftpd", set.verifyContent},
		{"batch-lean", batch, "lean", set.verifyContent}, {"batch-lean-every", batch, "lean", set.verify},
	}
	for _, phones := range []int{2, 50, 1000} {
		b.Run(fmt.Sprintf("phones=%d", phones), func(b *testing.B) {
			rates, ratios := map[string][]float64{}, map[string][]float64{}
			servers := map[string]process{"pin": startProcess(b, "pin", set.folder), "tftpd": startProcess(b, "tftpd", set.folder), "lean": startProcess(b, "lean", set.folder)}
			for b.Loop() {
				for _, pair := range pairs {
					server := servers[pair.server]
					before := ownCPU(b) + server.cpu(b)
					const boots = 1000
					r := storm{phones: phones, boots: boots, verify: pair.verify}.run(b, set, pair.from, server.address)
					require.Zero(b, r.failed)
					rate := boots / (ownCPU(b) + server.cpu(b) - before).Seconds()
					rates[pair.name] = append(rates[pair.name], rate)
					ratios[pair.name] = append(ratios[pair.name], rate/rates["pin-pin"][len(ratios[pair.name])])
				}
			}
			for _, pair := range pairs {
				b.ReportMetric(median(rates[pair.name]), pair.name+"/cpu-s")
				b.ReportMetric(median(ratios[pair.name]), pair.name+"-x")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
