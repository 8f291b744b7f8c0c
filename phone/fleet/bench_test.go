//go:build unix

package fleet_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tvslab/phone"
	"tvslab/phone/fleet"
)

// BenchmarkBoot is the cost of a boot in memory on one processor; it must not grow with the fleet. Phones boot in an
// order that jumps through the fleet.
func BenchmarkBoot(b *testing.B) {
	for _, size := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			f := newFleet(b, mixed(size, newPromises()))
			defer f.Close()
			b.ReportAllocs()
			i, begun := 0, cpuTime()
			for b.Loop() {
				i = (i + 7919) % size
				if o, err := f.Boot(b.Context(), i, phone.Reset); err != nil || o.Verdict != fleet.Accepted {
					b.Fatal(o, err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "boots/s")
			b.ReportMetric(float64(b.N)/(cpuTime()-begun).Seconds(), "boots/CPU-s")
		})
	}
}

// BenchmarkRun boots a whole fleet by its scheduler with all processors, and tells what a phone takes at rest.
func BenchmarkRun(b *testing.B) {
	for _, size := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			f := newFleet(b, mixed(size, newPromises()))
			begun := cpuTime()
			for b.Loop() {
				if err := f.Run(b.Context(), fleet.Run{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*float64(size)/b.Elapsed().Seconds(), "boots/s")
			b.ReportMetric(float64(b.N)*float64(size)/(cpuTime()-begun).Seconds(), "boots/CPU-s")
			b.ReportMetric(f.Memory().PerPhone, "B/phone")
		})
	}
}

// BenchmarkStore boots a fleet of 100,000 with its state in a file, until the last boot is acknowledged.
func BenchmarkStore(b *testing.B) {
	const size = 100_000
	c := mixed(size, newPromises())
	c.Store = openStore(b, filepath.Join(b.TempDir(), "state.db"))
	var acknowledged atomic.Int64
	c.Acknowledge = func(phones []int) { acknowledged.Add(int64(len(phones))) }
	f := newFleet(b, c)
	for b.Loop() {
		if err := f.Run(b.Context(), fleet.Run{}); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(acknowledged.Load())/b.Elapsed().Seconds(), "boots/s")
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

// cpuTime is what this process has used: other than the wall clock it does not count who else is busy on the machine.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
