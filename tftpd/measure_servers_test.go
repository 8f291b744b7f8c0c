//go:build unix

package tftpd

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkServers gives transfers per second of the server's processor time at different
// numbers of clients, with the same client against each server, in turn in each round.
// The metrics are medians, "x" the ratio to a bare engine of the same round, "p99" that of
// the phones' boots; "opened" is "lean" with a Source that has nothing at hand. Use -benchtime 5x.
func BenchmarkServers(b *testing.B) {
	set := newBootSet(b)
	for _, phones := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("clients=%d", phones), func(b *testing.B) {
			batch, err := new(Client).Batch(phones)
			require.NoError(b, err)
			b.Cleanup(func() { require.NoError(b, batch.Close()) })
			servers := map[string]process{}
			for _, kind := range []string{"pin", "tftpd", "lean", "opened"} {
				servers[kind] = startProcess(b, kind, set.folder)
			}
			measureServers(b, set, batch, servers, phones, "pin")
		})
	}
}

// BenchmarkPeers is BenchmarkServers with the TFTP servers of Debian that are installed,
// which are what "x" compares with.
func BenchmarkPeers(b *testing.B) {
	set := newBootSet(b)
	addresses := map[string]string{"dnsmasq": "127.0.69.1", "in.tftpd": "127.0.69.2"}
	for name, address := range addresses {
		for _, phones := range []int{1, 100, 1000} {
			b.Run(fmt.Sprintf("%s/clients=%d", name, phones), func(b *testing.B) {
				batch, err := new(Client).Batch(phones)
				require.NoError(b, err)
				b.Cleanup(func() { require.NoError(b, batch.Close()) })
				measureServers(b, set, batch, map[string]process{
					"pin": startProcess(b, "pin", set.folder), "tftpd": startProcess(b, "tftpd", set.folder),
					"lean": startProcess(b, "lean", set.folder), name: startPeer(b, name, address, set.folder),
				}, phones, name)
			})
		}
	}
}

func measureServers(b *testing.B, set bootSet, from Fetcher, servers map[string]process, phones int, against string) {
	const boots = 2000
	rates, ratios, seconds, slow := map[string][]float64{}, map[string][]float64{}, map[string][]float64{}, map[string][]float64{}
	resent, failed := map[string]int64{}, map[string]int64{}
	for b.Loop() {
		round := map[string]float64{}
		for name, server := range servers {
			before := server.cpu(b)
			r := storm{phones: phones, boots: boots}.run(b, set, from, server.address)
			round[name] = float64(boots*len(bootFiles)) / (server.cpu(b) - before).Seconds()
			resent[name] += r.resent
			failed[name] += r.failed
			seconds[name] = append(seconds[name], r.elapsed.Seconds())
			slow[name] = append(slow[name], r.waits[len(r.waits)*99/100].Seconds()*1000)
		}
		for name, rate := range round {
			rates[name] = append(rates[name], rate)
			ratios[name] = append(ratios[name], rate/round[against])
		}
	}
	for name := range servers {
		b.ReportMetric(median(rates[name]), name+"/cpu-s")
		b.ReportMetric(median(ratios[name]), name+"-x")
		b.ReportMetric(median(seconds[name]), name+"-s")
		b.ReportMetric(median(slow[name]), name+"-p99-ms")
		b.ReportMetric(float64(failed[name]), name+"-failed")
		b.ReportMetric(float64(resent[name]), name+"-resent")
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkStorm is 5,000 phones that fetch three files each, all at once, from a bare
// engine and from tftpd in turn. Use -benchtime 5x.
func BenchmarkStorm(b *testing.B) {
	const phones = 5000
	set := newBootSet(b)
	batch, err := new(Client).Batch(phones)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, batch.Close()) })
	times, ratios := map[string][]float64{}, map[string][]float64{}
	resent, failed := map[string]int64{}, map[string]int64{}
	for b.Loop() {
		round := map[string]float64{}
		for _, kind := range []string{"pin", "tftpd", "lean"} {
			r := storm{phones: phones, boots: phones}.run(b, set, batch, startProcess(b, kind, set.folder).address)
			b.Logf("%s: %v", kind, r)
			round[kind] = r.elapsed.Seconds()
			times[kind] = append(times[kind], round[kind])
			resent[kind] += r.resent
			failed[kind] += r.failed
			ratios[kind] = append(ratios[kind], round[kind]/round["pin"])
		}
	}
	for kind, t := range times {
		b.ReportMetric(median(t), kind+"-s")
		b.ReportMetric(float64(failed[kind]), kind+"-failed")
		b.ReportMetric(float64(resent[kind]), kind+"-resent")
		b.ReportMetric(median(ratios[kind]), kind+"-x")
	}
	b.ReportMetric(0, "ns/op")
}
