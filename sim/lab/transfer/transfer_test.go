package transfer_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"tvslab/admincli"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/transfer"
	"tvslab/sim/pki"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server is an SFTP server of an administrator: one folder, in memory.
func server(t *testing.T) admincli.SFTPServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	signer, err := ssh.NewSignerFromSigner(key)
	require.NoError(t, err)
	config := &ssh.ServerConfig{KeyboardInteractiveCallback: func(c ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
		answers, err := ask("", "", []string{"Password: "}, []bool{false})
		if err == nil && (c.User() != "bob" || answers[0] != "secret") {
			err = net.ErrClosed
		}
		return nil, err
	}}
	config.AddHostKey(signer)
	files := sftp.InMemHandler()
	var work sync.WaitGroup
	work.Go(func() {
		for {
			raw, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() { handle(raw, config, files) })
		}
	})
	t.Cleanup(func() { l.Close(); work.Wait() })
	at := l.Addr().(*net.TCPAddr)
	return admincli.SFTPServer{Host: at.IP.String(), Port: at.Port, User: "bob", Password: "secret"}
}

func handle(raw net.Conn, config *ssh.ServerConfig, files sftp.Handlers) {
	defer raw.Close()
	_, channels, requests, err := ssh.NewServerConn(raw, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for asked := range channels {
		channel, requests, err := asked.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		_ = sftp.NewRequestServer(channel, files).Serve()
		channel.Close()
	}
}

// cluster is a node with what outside of it is real.
func cluster(t *testing.T) (*sim.Cluster, *admincli.Outside) {
	t.Helper()
	keys, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	release, err := cucm.ParseRelease("12.5")
	require.NoError(t, err)
	c, err := sim.New(t.Context(), sim.Config{Keys: keys, Release: release, Mode: sim.NonSecure, Settings: cucm.SettingRows().Defaults(), Start: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), Nodes: []sim.NodeSpec{{Name: "pub", Roles: []sim.Role{sim.Publisher, sim.RoleTFTP, sim.RoleTVS, sim.RoleCCM}}}})
	require.NoError(t, err)
	o := admincli.NewOutside()
	o.SFTP = &transfer.Client{Context: t.Context()}
	return c, o
}

// TestFileGet: the recovery key goes to a real server and signs the ITL when it comes back; lists arrive byte for byte.
func TestFileGet(t *testing.T) {
	c, o := cluster(t)
	at := server(t)
	answers := []string{"y", at.Host, strconv.Itoa(at.Port), at.User, at.Password, "/"}
	for _, name := range []string{"ITLRecovery.p12", "ITLFile.tlv"} {
		out, _, err := o.Run(c, "pub", "file get tftp "+name, answers)
		require.NoError(t, err)
		require.Contains(t, out, "Transfer completed.")
		require.NotContains(t, out, at.Password)
	}
	client := &transfer.Client{Context: t.Context()}
	data, err := client.Get(at, "/ITLFile.tlv")
	require.NoError(t, err)
	require.Equal(t, c.Publisher().ITL().Bytes(), data)
	p12, err := client.Get(at, "/ITLRecovery.p12")
	require.NoError(t, err)
	key, err := sim.ParseRecoveryKey(p12)
	require.NoError(t, err)
	require.Equal(t, c.Identity(c.Publisher(), cucm.ITLRecovery).DER, key.Certificate.DER)
	again, err := key.PKCS12()
	require.NoError(t, err)
	require.Equal(t, p12, again, "the same key has the same bytes")

	host := net.JoinHostPort(at.Host, strconv.Itoa(at.Port))
	_, _, err = o.Run(c, "pub", "utils itl reset remotekey "+host+" bob /ITLRecovery.p12", []string{at.Password, "admin"})
	require.NoError(t, err)
	require.Equal(t, string(cucm.ITLRecovery), c.Publisher().ITL().SignerStore())
	_, _, err = o.Run(c, "pub", "utils itl reset remotekey "+host+" bob /ITLFile.tlv", []string{at.Password})
	require.ErrorContains(t, err, "ITLRecovery.p12")
}

// TestRefused: what servers and the lab refuse is said, and nothing is told to have been sent.
func TestRefused(t *testing.T) {
	c, o := cluster(t)
	at := server(t)
	for _, row := range []struct{ name, host, port, password, folder, want string }{
		{"wrong password", at.Host, strconv.Itoa(at.Port), "Secret", "/", "unable to authenticate"},
		{"no such folder", at.Host, strconv.Itoa(at.Port), at.Password, "/none", "file does not exist"},
		{"nobody there", at.Host, "1", at.Password, "/", "refused"},
		{"no port", at.Host, "ssh", at.Password, "/", "no port"},
		{"another machine", "192.0.2.1", "22", at.Password, "/", "--sftp-to"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, _, err := o.Run(c, "pub", "file get tftp ITLFile.tlv", []string{"y", row.host, row.port, at.User, row.password, row.folder})
			require.ErrorContains(t, err, row.want)
			require.False(t, strings.Contains(err.Error(), row.password))
		})
	}
	_, _, err := o.Run(c, "pub", "file get tftp ITLFile.tlv", nil)
	require.NoError(t, err, "the lab's own server")
	_, _, err = o.Run(c, "pub", "utils itl reset remotekey "+at.Host+":x bob /f", nil)
	require.ErrorContains(t, err, "no port")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	allowed := &transfer.Client{Context: ctx, Allowed: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
	_, err = allowed.Get(admincli.SFTPServer{Host: "192.0.2.1", Port: 22}, "f")
	require.ErrorIs(t, err, context.Canceled)
}

// TestForeignKey: a recovery key is its certificate's, whatever a file says.
func TestForeignKey(t *testing.T) {
	c, _ := cluster(t)
	own := c.Identity(c.Publisher(), cucm.ITLRecovery)
	_, other, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	_, err = pki.WithKey(own.DER, other)
	require.ErrorContains(t, err, "not that of the certificate")
	for _, text := range []string{"", "x", strings.Repeat("0", 4096)} {
		_, err = sim.ParseRecoveryKey([]byte(text))
		require.ErrorContains(t, err, "ITLRecovery.p12")
	}
}
