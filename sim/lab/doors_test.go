package lab_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/errno"
	"tvslab/feature"
	"tvslab/service"
	"tvslab/sim/lab"
	"tvslab/sim/lab/trouble"
	"tvslab/tftpd"
)

// meets is what a client from elsewhere meets at a TCP port, in a word: it sends what no server answers by a word and waits a moment.
func meets(t *testing.T, address string) string {
	t.Helper()
	const moment = 150 * time.Millisecond
	conn, err := net.DialTimeout("tcp", address, moment)
	var waited net.Error
	switch {
	case errno.Refused.Of(err):
		return "refused"
	case errors.As(err, &waited) && waited.Timeout():
		return "silence"
	}
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(moment)))
	_, err = io.WriteString(conn, "no protocol\r\n\r\n")
	require.NoError(t, err)
	if _, err = conn.Read(make([]byte, 1)); errors.As(err, &waited) && waited.Timeout() {
		return "mute"
	}
	return "service"
}

// TestDoors: faults that name no phones befall clients from elsewhere, those that name some do not; all is well when they end.
func TestDoors(t *testing.T) {
	silence := "silence"
	if !feature.Silence.Here() {
		silence = "mute"
	}
	l := newLab(t, "11.5", 1, true)
	at := l.Addresses()[0]
	port := at.At(at.Ports[service.HTTP])
	other := l.Addresses()[1]
	for name, row := range map[string]struct {
		fault lab.Fault
		meets string
	}{
		"blocked":         {lab.Fault{Port: 6970}, "refused"},
		"all ports":       {lab.Fault{}, "refused"},
		"silent":          {lab.Fault{Port: 6970, Trouble: trouble.Trouble{Kind: trouble.Silent}}, silence},
		"hangs":           {lab.Fault{Port: 6970, Trouble: trouble.Trouble{Kind: trouble.Hangs}}, "mute"},
		"phones named":    {lab.Fault{Port: 6970, Phones: l.Phones()}, "service"},
		"another port":    {lab.Fault{Port: 2445}, "service"},
		"on the way only": {lab.Fault{Port: 6970, Trouble: trouble.Trouble{Kind: trouble.Loss, Percent: 50}}, "service"},
	} {
		t.Run(name, func(t *testing.T) {
			row.fault.Nodes = []string{"cucm-pub"}
			require.NoError(t, l.Block(row.fault))
			require.Equal(t, row.meets, meets(t, port))
			require.Equal(t, "service", meets(t, other.At(other.Ports[service.HTTP])))
			require.NoError(t, l.Unblock(row.fault))
			require.Equal(t, "service", meets(t, port))
			require.ErrorIs(t, l.Unblock(row.fault), lab.ErrNoFault)
		})
	}
}

// TestDoorsOfTFTP: a port of UDP that is silent swallows requests, and answers again when it is healed.
func TestDoorsOfTFTP(t *testing.T) {
	l := newLab(t, "11.5", 1, true)
	at := l.Addresses()[0]
	fetch := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		var client tftpd.Client
		_, err := client.TFTP(ctx, at.At(at.Ports[service.TFTP]), "ITLFile.tlv")
		return err
	}
	require.NoError(t, fetch())
	f := lab.Fault{Port: 69, Trouble: trouble.Trouble{Kind: trouble.Silent}}
	require.NoError(t, l.Block(f))
	require.Error(t, fetch())
	require.NoError(t, l.Unblock(f))
	require.NoError(t, fetch())
}
