//go:build unix

package tftpd

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pin/tftp/v3"
	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/trustlist"
)

// Files of a boot: a CTL and an ITL of about 6 KB and a signed configuration of 12 KB.
const (
	bootCTL    = "CTLFile.tlv"
	bootITL    = "ITLFile.tlv"
	bootConfig = "SEP001122334455.cnf.xml.sgn"
)

var bootFiles = []string{bootCTL, bootITL, bootConfig}

// bootSet is what the phones of a measurement fetch, in a folder, and the key of the
// configuration's signer.
type bootSet struct {
	folder string
	signer crypto.PublicKey
	data   map[string][]byte

	verified *sync.Map // hashes of lists with a good signature
}

func newBootSet(t testing.TB) bootSet {
	vectors := func(parts ...string) string {
		return filepath.Join(append([]string{"..", "testdata", "vectors"}, parts...)...)
	}
	pair, err := tls.LoadX509KeyPair(vectors("certs", "cm2048-pub.crt.pem"), vectors("certs", "cm2048-pub.key.pem"))
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(pair.Certificate[0])
	require.NoError(t, err)
	set := bootSet{folder: t.TempDir(), signer: cert.PublicKey, data: map[string][]byte{}, verified: new(sync.Map)}
	config, err := trustlist.Sign(trustlist.SignedTemplate{FileName: bootConfig, Payload: content(12 << 10)},
		trustlist.Signer{Name: trustlist.Name(cert.RawSubject), CAName: trustlist.Name(cert.RawIssuer), Serial: cert.SerialNumber.Bytes(),
			Key: pair.PrivateKey.(crypto.Signer)})
	require.NoError(t, err)
	set.data[bootConfig] = config
	for name, vector := range map[string]string{
		bootCTL: "CTLFile-10.5-tokenless-sha1-rsa2048.tlv", bootITL: "ITLFile-12.5-sha512-signer-version-1.1.tlv",
	} {
		set.data[name], err = os.ReadFile(vectors("tlv-cucm-layout", vector))
		require.NoError(t, err)
	}
	require.NoError(t, os.Chmod(set.folder, 0o755)) // in.tftpd gives up its rights
	for name, data := range set.data {
		require.NoError(t, os.WriteFile(filepath.Join(set.folder, name), data, 0o644))
	}
	return set
}

// verify parses a file and checks its signature, as the phone does that gets it.
func (s bootSet) verify(name string, data []byte) error {
	if name == bootConfig {
		file, err := trustlist.ParseSigned(data, trustlist.Lenient)
		if err != nil {
			return err
		}
		return file.VerifyWith(s.signer)
	}
	list, err := trustlist.Parse(data, trustlist.Lenient)
	if err != nil {
		return err
	}
	return list.Verify()
}

// verifyContent verifies a list once per content, as a fleet does, and every configuration.
func (s bootSet) verifyContent(name string, data []byte) error {
	if name == bootConfig {
		return s.verify(name, data)
	}
	sum := sha256.Sum256(data)
	if _, known := s.verified.Load(sum); known {
		return nil
	}
	err := s.verify(name, data)
	if err == nil {
		s.verified.Store(sum, true)
	}
	return err
}

// engineClient is pin/tftp's own client as a Fetcher.
type engineClient struct{}

func (engineClient) Fetch(_ context.Context, r Request) (Result, error) {
	c, err := tftp.NewClient(r.Server)
	if err != nil {
		return Result{}, err
	}
	wt, err := c.Receive(r.Name, "octet")
	if err != nil {
		return Result{}, err
	}
	content := bytes.NewBuffer(r.Into[:0])
	_, err = wt.WriteTo(content)
	return Result{Data: content.Bytes()}, err
}

// storm is a number of phones that begin at once.
type storm struct {
	phones int
	boots  int                                  // of all phones together
	verify func(name string, data []byte) error // nil: only the length
}

// report is what came of a storm.
type report struct {
	failed, resent int64
	elapsed        time.Duration
	waits          []time.Duration // per boot, sorted
}

// run has every phone boot until all boots are done.
func (s storm) run(t testing.TB, set bootSet, from Fetcher, server string) report {
	var left, failed, resent atomic.Int64
	left.Store(int64(s.boots))
	waits := make([]time.Duration, s.boots)
	var all sync.WaitGroup
	begin := time.Now()
	for i := range s.phones {
		all.Go(func() {
			buffer := make([]byte, 0, 16<<10)
			local := netip.AddrFrom4([4]byte{127, 80, 0, byte(i % 64)}) // enough ports for all rounds
			for {
				n := left.Add(-1)
				if n < 0 {
					return
				}
				start := time.Now()
				for _, name := range bootFiles {
					result, err := from.Fetch(t.Context(), Request{Server: server, Name: name, Local: local, Into: buffer})
					resent.Add(int64(result.Resent))
					if err == nil && s.verify != nil {
						err = s.verify(name, result.Data)
					} else if err == nil && len(result.Data) != len(set.data[name]) {
						err = outcome.BadAnswer
					}
					if err != nil && failed.Add(1) == 1 {
						t.Logf("%s: %v", name, err)
					}
				}
				waits[n] = time.Since(start)
			}
		})
	}
	all.Wait()
	slices.Sort(waits)
	return report{failed.Load(), resent.Load(), time.Since(begin), waits}
}

func (r report) String() string {
	return fmt.Sprintf("%d failed, %d resent, %v, p99 %v", r.failed, r.resent, r.elapsed.Round(time.Millisecond),
		r.waits[len(r.waits)*99/100].Round(time.Millisecond))
}

// ownCPU is the processor time of this process.
func ownCPU(t testing.TB) time.Duration {
	var usage syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func median[T float64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
