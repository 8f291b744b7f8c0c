package tftpd

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pin/tftp/v3"
	"github.com/stretchr/testify/require"
)

// serverProcess names the environment variable that turns the test program into a
// server, so that its processor time is that of a process of its own. Its value is the
// kind of server; serverFolder holds the files.
const (
	serverProcess = "TVSLAB_TEST_SERVER"
	serverFolder  = "TVSLAB_TEST_FOLDER"
	serverTimeout = "TVSLAB_TEST_TIMEOUT" // of a block; the default where it is not set
)

// serveInProcess serves until standard input ends. It prints its address first.
func serveInProcess(kind string) {
	all := files{}
	found, _ := filepath.Glob(filepath.Join(os.Getenv(serverFolder), "*"))
	for _, path := range found {
		data, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		all[filepath.Base(path)] = data
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		panic(err)
	}
	fmt.Println(conn.LocalAddr())
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	timeout, _ := time.ParseDuration(os.Getenv(serverTimeout))
	switch kind {
	case "tftpd":
		err = (&Server{Source: all, Engine: EnginePin, Timeout: timeout}).ServeTFTP(ctx, conn)
	case "lean":
		err = (&Server{Source: atHand{all}, Engine: EngineLean, Timeout: timeout}).ServeTFTP(ctx, conn)
	case "opened": // nothing is at hand
		err = (&Server{Source: all, Engine: EngineLean, Timeout: timeout}).ServeTFTP(ctx, conn)
	case "pin":
		err = bareEngine(ctx, all, conn)
	}
	if err != nil {
		panic(err)
	}
}

// bareEngine is pin/tftp as its own documentation uses it.
func bareEngine(ctx context.Context, all files, conn *net.UDPConn) error {
	s := tftp.NewServer(func(name string, rf io.ReaderFrom) error {
		data, err := all.Open(name)
		if err != nil {
			return err
		}
		_, err = rf.ReadFrom(bytes.NewReader(data))
		return err
	}, nil)
	context.AfterFunc(ctx, s.Shutdown)
	return s.Serve(conn)
}

// process is a running TFTP server.
type process struct {
	address string
	cmd     *exec.Cmd
}

// startProcess starts a server of this program in a process of its own.
func startProcess(t testing.TB, kind, folder string) process {
	return startCommand(t, exec.Command(os.Args[0]), serverProcess+"="+kind, serverFolder+"="+folder)
}

// startCommand starts this program, by a command line, as a server.
func startCommand(t testing.TB, cmd *exec.Cmd, environment ...string) process {
	cmd.Env = append(os.Environ(), environment...)
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

// peers are TFTP servers of others with their command line; they need port 69.
var peers = map[string]func(address, folder string) []string{
	"dnsmasq": func(address, folder string) []string {
		return []string{"dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--enable-tftp", "--tftp-root=" + folder,
			"--listen-address=" + address, "--bind-interfaces", "--tftp-max=10000", "--user=root", "--pid-file="}
	},
	"in.tftpd": func(address, folder string) []string {
		return []string{"in.tftpd", "--foreground", "--secure", "--user", "nobody", "--address", address + ":69", folder}
	},
}

// startPeer starts a server of somebody else, or skips.
func startPeer(t testing.TB, name, address, folder string) process {
	line := peers[name](address, folder)
	path, err := exec.LookPath(line[0])
	if err != nil {
		t.Skipf("%s is not installed (Debian packages dnsmasq-base, tftpd-hpa)", line[0])
	}
	if os.Getuid() != 0 {
		t.Skipf("%s needs UDP port 69, and so root", name)
	}
	cmd := exec.Command(path, line[1:]...)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	p := process{address + ":69", cmd}
	require.Eventually(t, func() bool {
		_, err := quick.TFTP(t.Context(), p.address, "CTLFile.tlv")
		return err == nil
	}, 10*time.Second, 20*time.Millisecond)
	return p
}

// cpu returns the processor time of the process and of its ended children so far.
func (p process) cpu(t testing.TB) time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		t.Skipf("processor time of another process: %v", err)
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	var ticks int64
	for _, field := range fields[11:15] { // utime, stime, cutime, cstime of proc(5)
		n, err := strconv.ParseInt(field, 10, 64)
		require.NoError(t, err)
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100
}
