package sockets_test

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/sockets"
	"tvslab/service"
	"tvslab/tftpd"
)

// TestBusyServer: a phone that asks a TFTP server without a place for it, or whose transfer the server breaks off, takes it
// as a server that does not answer or cannot. It never concludes that there is no such list.
func TestBusyServer(t *testing.T) {
	for _, engine := range tftpd.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			log := make(chan tftpd.Transfer, 10)
			finder := serveWith(t, &tftpd.Server{
				Source: files{"CTLSEP1.tlv": "list"}, Log: func(x tftpd.Transfer) { log <- x }, Engine: engine, MaxTransfers: 1, Timeout: time.Minute,
			})
			address, ok := finder.Find(phone.Call{Phone: "SEP1", Server: "pub", Service: service.TFTP, Port: service.TFTP.Port()})
			require.True(t, ok)
			server, err := net.ResolveUDPAddr("udp4", address)
			require.NoError(t, err)
			holder, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
			require.NoError(t, err)
			defer holder.Close()
			_, err = holder.WriteToUDP([]byte("\x00\x01CTLSEP1.tlv\x00octet\x00"), server)
			require.NoError(t, err)
			_, _, err = holder.ReadFromUDP(make([]byte, 600)) // it has the only place
			require.NoError(t, err)

			settings := phone.DefaultSettings()
			settings.TFTPRetransmit = []time.Duration{10 * time.Millisecond}
			_, err = sockets.New(finder, &settings).Fetch(t.Context(), file("SEP1", service.TFTP, "CTLSEP1.tlv"))
			require.Equal(t, outcome.Timeout, outcome.Of(err))
			require.Equal(t, tftpd.OutcomeBusy, (<-log).Outcome)
		})
	}
}

// TestBrokenOff: what a server says that breaks a transfer off is not that the file is missing.
func TestBrokenOff(t *testing.T) {
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	defer server.Close()
	finder := &sockets.Servers{Hosts: map[string]string{"pub": "127.0.0.1"}, Ports: map[sockets.Place]int{
		{Server: "pub", Service: service.TFTP}: server.LocalAddr().(*net.UDPAddr).Port,
	}}
	go func() {
		_, from, err := server.ReadFromUDP(make([]byte, 600))
		if err == nil {
			_, _ = server.WriteToUDP(append([]byte{0, 3, 0, 1}, make([]byte, 512)...), from)
			_, _ = server.WriteToUDP([]byte("\x00\x05\x00\x00Transfer broken off\x00"), from)
		}
	}()
	_, err = sockets.New(finder, nil).Fetch(t.Context(), file("SEP1", service.TFTP, "CTLSEP1.tlv"))
	require.Equal(t, outcome.Unavailable, outcome.Of(err))
}
