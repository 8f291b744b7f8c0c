package tvs

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
)

// serverProcess names the environment variable that turns the test program into a server,
// so that its processor time is that of a process of its own: "tvs", or "handshake" for
// crypto/tls alone, which answers one byte with one byte.
const serverProcess = "TVSLAB_TEST_SERVER"

const measuredKey = "tvs2048-pub"

// vouching is an Authority that finds in no time.
type vouching struct{ answer Answer }

func (v vouching) Verify([]byte) (Answer, bool)                { return v.answer, true }
func (v vouching) Query(string, string, []byte) (Answer, bool) { return v.answer, true }

// serveInProcess serves until standard input ends. It prints its address first.
func serveInProcess(kind string) {
	certificate, err := tls.LoadX509KeyPair(filepath.Join(vectorDir, "certs", measuredKey+".crt.pem"), filepath.Join(vectorDir, "certs", measuredKey+".key.pem"))
	if err != nil {
		panic(err)
	}
	asked, err := os.ReadFile(filepath.Join(vectorDir, "certs", "cm2048-pub.crt.pem"))
	if err != nil {
		panic(err)
	}
	block, _ := pem.Decode(asked)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		l.Close()
		cancel()
	}()
	if kind == "tvs" {
		a := vouching{Answer{Certificate: block.Bytes, Roles: []trustlist.Role{trustlist.RoleTFTP}, TTL: time.Hour}}
		s := &Server{Authority: a, Certificate: func() (*tls.Certificate, error) { return &certificate, nil }, HandshakeTimeout: time.Hour}
		s.Serve(ctx, l)
		return
	}
	serveHandshakes(l, &tls.Config{Certificates: []tls.Certificate{certificate}, SessionTicketsDisabled: true})
}

func serveHandshakes(l net.Listener, config *tls.Config) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			c := tls.Server(conn, config)
			var b [1]byte
			if _, err := io.ReadFull(c, b[:]); err == nil {
				c.Write(b[:])
				c.Close()
			}
		}()
	}
}

type process struct {
	address string
	cmd     *exec.Cmd
}

func startProcess(t testing.TB, kind string) process {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serverProcess+"="+kind)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		require.NoError(t, cmd.Wait())
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return process{strings.TrimSpace(address), cmd}
}

// cpu returns the processor time of the process so far.
func (p process) cpu(t testing.TB) time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		t.Skipf("processor time of another process: %v", err)
	}
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	utime, err := strconv.ParseInt(fields[11], 10, 64) // proc(5)
	require.NoError(t, err)
	stime, err := strconv.ParseInt(fields[12], 10, 64)
	require.NoError(t, err)
	return time.Duration(utime+stime) * time.Second / 100
}

// measure runs n questions by 16 phones at a time; it returns questions per second of the
// server's processor time, questions per second, and the p99 in milliseconds.
func measure(t testing.TB, p process, n int, question func() error) (perCPU, perSecond, p99 float64) {
	var left atomic.Int64
	left.Store(int64(n))
	waits := make([]time.Duration, n)
	var all sync.WaitGroup
	begin, cpu := time.Now(), p.cpu(t)
	for range 16 {
		all.Go(func() {
			for i := left.Add(-1); i >= 0; i = left.Add(-1) {
				start := time.Now()
				if err := question(); err != nil {
					t.Error(err)
				}
				waits[i] = time.Since(start)
			}
		})
	}
	all.Wait()
	slices.Sort(waits)
	return float64(n) / (p.cpu(t) - cpu).Seconds(), float64(n) / time.Since(begin).Seconds(), waits[n*99/100].Seconds() * 1000
}

func medianOf(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// BenchmarkQueries compares, in turn in each round and with the same TLS client settings,
// the server with crypto/tls alone, with itself while 1,000 connections hang that never
// send a byte, and with a client that resumes. The metrics are medians per second of the
// server's processor time; "x" is the ratio of the same round. Use -benchtime 5x.
func BenchmarkQueries(b *testing.B) {
	request, err := parseRequest(readVector(b, "tvs/query-found.request.bin"), true)
	require.NoError(b, err)
	ask := func(p process, c *Client) func() error {
		return func() error {
			_, err := c.Do(context.Background(), p.address, accept0, request)
			return err
		}
	}
	handshake := func(p process) func() error {
		return func() error {
			conn, err := tls.Dial("tcp", p.address, &tls.Config{InsecureSkipVerify: true})
			if err != nil {
				return err
			}
			defer conn.Close()
			if _, err := conn.Write([]byte{1}); err != nil {
				return err
			}
			_, err = io.ReadFull(conn, make([]byte, 1))
			return err
		}
	}
	bare, ours, crowded := startProcess(b, "handshake"), startProcess(b, "tvs"), startProcess(b, "tvs")
	for range 1000 {
		conn, err := net.Dial("tcp", crowded.address)
		require.NoError(b, err)
		defer conn.Close()
	}
	resuming := &Client{Sessions: tls.NewLRUClientSessionCache(64)}
	const n = 400
	figures := map[string][]float64{}
	add := func(name string, value float64) { figures[name] = append(figures[name], value) }
	for b.Loop() {
		floor, _, _ := measure(b, bare, n, handshake(bare))
		own, rate, p99 := measure(b, ours, n, ask(ours, new(Client)))
		beside, besideRate, besideP99 := measure(b, crowded, n, ask(crowded, new(Client)))
		resumed, _, _ := measure(b, ours, n, ask(ours, resuming))
		add("handshake/cpu-s", floor)
		add("tvs/cpu-s", own)
		add("tvs-x", own/floor)
		add("silent/cpu-s", beside)
		add("silent-rate-x", besideRate/rate)
		add("silent-p99-x", besideP99/p99)
		add("p99-ms", p99)
		add("resumed/cpu-s", resumed)
	}
	for name, values := range figures {
		b.ReportMetric(medianOf(values), name)
	}
	b.ReportMetric(0, "ns/op")
}
