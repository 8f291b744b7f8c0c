package fleet_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// promises is a world in memory like that of a lab: one ITL, and configurations that are signed only if somebody asks for
// the bytes.
type promises struct {
	itl    *phone.File
	config *phone.Config
	signer signer
}

func newPromises(tb testing.TB) *promises {
	parsed, err := phone.ParseConfig(fmt.Appendf(nil, configuration, "sub", "v1"))
	if err != nil {
		tb.Fatal(err)
	}
	return &promises{itl: before().itl(), config: parsed, signer: before()}
}

func (p *promises) Fetch(_ context.Context, name, _ string, t phone.Transport, file string) (*phone.File, error) {
	switch {
	case t == phone.HTTP || strings.HasPrefix(file, "CTL"):
		return nil, phone.ErrNotFound
	case strings.HasSuffix(file, ".tlv"):
		return p.itl, nil
	}
	header := trustlist.Header{Digest: trustlist.DigestSHA1, FileName: file, SignerName: trustlist.Name(p.signer.cert.RawSubject),
		CAName: trustlist.Name(p.signer.cert.RawIssuer), Serial: p.signer.cert.SerialNumber.Bytes()}
	return phone.NewPromise(phone.Promise{Signed: strings.HasSuffix(file, ".sgn"), Header: header, Config: p.config,
		Verify: func(*x509.Certificate) error { return nil }}), nil
}

func (p *promises) TVS(context.Context, string, phone.Model, string, int, func([]byte) error, *tvs.Request) (*tvs.Response, error) {
	return nil, tvs.ErrUnreachable
}

func (p *promises) Register(context.Context, string, string, int) error { return nil }

// BenchmarkBoot is the cost of a boot in memory on one processor; it must not grow with the fleet. Phones boot in an
// order that jumps through the fleet.
func BenchmarkBoot(b *testing.B) {
	for _, size := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			f := newFleet(b, mixed(size, newPromises(b)))
			defer f.Close()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i = (i + 7919) % size
				if o, err := f.Boot(b.Context(), i, phone.Reset); err != nil || o.Verdict != fleet.Accepted {
					b.Fatal(o, err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "boots/s")
		})
	}
}

// BenchmarkRun boots a whole fleet by its scheduler with all processors, and tells what a phone takes at rest.
func BenchmarkRun(b *testing.B) {
	for _, size := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			f := newFleet(b, mixed(size, newPromises(b)))
			for b.Loop() {
				if err := f.Run(b.Context(), fleet.Run{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*float64(size)/b.Elapsed().Seconds(), "boots/s")
			b.ReportMetric(f.Memory().PerPhone, "B/phone")
		})
	}
}

// BenchmarkStore boots a fleet of 100,000 with its state in a file, until the last boot is acknowledged.
func BenchmarkStore(b *testing.B) {
	const size = 100_000
	c := mixed(size, newPromises(b))
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
