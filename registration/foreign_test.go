package registration_test

import (
	"context"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/registration"
	"tvslab/service"
)

func fromHex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	require.NoError(t, err)
	return b
}

// TestForeignCallManagers: what other SCCP servers say to a Register is read as it is meant.
func TestForeignCallManagers(t *testing.T) {
	const ack = "18000000 00000000 81000000 3c000000 4d2f442f590000 00 3c000000 1120f1ff"
	for name, row := range map[string]struct {
		says   string
		reason registration.Reason
		is     error
	}{
		"chan-sccp: acknowledged, and asked for capabilities at once": {says: ack + "04000000 11000000 9b000000"},
		"an answer to nothing before":                                 {says: "04000000 00000000 00010000" + ack},
		"rejected with a text of its own":                             {says: "25000000 00000000 9d000000 4e6f2077617900" + strings.Repeat("00", 26), reason: registration.Other},
		"rejected as 7900 series show it":                             {says: "12000000 00000000 9d000000 4572726f7220444243 6f6e66696700", reason: registration.UnknownDevice},
		"hangs up":                                                    {is: outcome.Timeout},
		"no SCCP":                                                     {says: hex.EncodeToString([]byte("SIP/2.0 200 OK\r\n\r\n")), is: outcome.Timeout},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			require.NoError(t, err)
			defer l.Close()
			done := make(chan struct{})
			go func() {
				defer close(done)
				conn, err := l.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				_, _ = io.ReadFull(conn, make([]byte, 12+92+12+124)) // Alarm and Register
				_, _ = conn.Write(fromHex(t, row.says))
			}()
			err = (&registration.Client{Protocol: service.SCCP, Model: 437}).Register(t.Context(), device, "x", l.Addr().String())
			<-done
			var refusal *registration.Refusal
			switch {
			case row.reason != "":
				require.ErrorAs(t, err, &refusal)
				require.Equal(t, row.reason, refusal.Reason)
			case row.is != nil:
				require.ErrorIs(t, err, row.is)
			default:
				require.NoError(t, err)
			}
		})
	}
}

// TestKeptConnectionEnds: a registered phone's connection is up until the server ends, which waits for nobody.
func TestKeptConnectionEnds(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	s := &registration.Server{Protocol: service.SCCP, Judge: func(registration.Registrant) error { return nil }}
	go func() { ended <- s.Serve(ctx, l) }()

	phone, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	defer phone.Close()
	_, err = phone.Write(fromHex(t, "1c000000 00000000 01000000 53455030303031303230333034303500 00000000 00000000"))
	require.NoError(t, err)
	_, err = io.ReadFull(phone, make([]byte, 12+20))
	require.NoError(t, err)
	for range 3 {
		_, err = phone.Write(fromHex(t, "04000000 00000000 00000000"))
		require.NoError(t, err)
		answer := make([]byte, 12)
		_, err = io.ReadFull(phone, answer)
		require.NoError(t, err)
		require.Equal(t, fromHex(t, "04000000 00000000 00010000"), answer)
	}
	cancel()
	require.NoError(t, <-ended)
	_, err = phone.Read(make([]byte, 1))
	require.Error(t, err)
}
