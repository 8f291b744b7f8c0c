package tftpd

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzReadRequest: any request is refused or answered within bounds, and acknowledging every
// packet gives the whole file.
func FuzzReadRequest(f *testing.F) {
	f.Add(request(opRead, "two"), 1472)
	f.Add(request(opRead, "two", "blksize", "1428", "TSIZE", "0", "timeout", "1"), 1472)
	f.Add(request(opWrite, "x", "blksize", "99999999999999999999"), 100)
	f.Add([]byte("\x00\x01a\x00NetASCII\x00blksize\x00+600\x00tsize"), -1)
	f.Add([]byte("\x00\x01\x00"), 0)
	file := []byte("some\nlines\r\n")
	for len(file) < 2000 {
		file = append(file, file...)
	}
	f.Fuzz(func(t *testing.T, packet []byte, most int) {
		r, err := parseRequest(packet)
		if err != nil {
			return
		}
		var s sending
		s.begin(r, file, func() int { return most })
		want := file
		if is(r.mode, "netascii") {
			want = netascii(file)
		}
		require.LessOrEqual(t, len(s.options), len(packet)+30)
		var got []byte
		for {
			out := slices.Concat(s.packet(nil))
			require.LessOrEqual(t, len(out), max(4+s.size, len(s.options)))
			if out[1] == opData {
				got = append(got, out[4:]...)
			}
			verdict, err := s.take([]byte{0, opAck, byte(s.block >> 8), byte(s.block)})
			require.NoError(t, err)
			if verdict == complete {
				break
			}
			require.Equal(t, advanced, verdict)
		}
		require.Equal(t, want, got)
	})
}

// TestBlockNumberWraps: a file of more than 65,535 blocks goes on with block 0.
func TestBlockNumberWraps(t *testing.T) {
	file := content(65540*512 + 100)
	var s sending
	s.begin(readRequest{mode: []byte("octet")}, file, nil)
	var packet, got []byte
	verdict := advanced
	for verdict == advanced {
		packet = slices.Concat(s.packet(packet[:0]))
		got = append(got, packet[4:]...)
		verdict, _ = s.take([]byte{0, opAck, packet[2], packet[3]})
	}
	require.Equal(t, complete, verdict)
	require.Equal(t, []byte{0, 5}, packet[2:4])
	require.True(t, bytes.Equal(file, got))
}

// FuzzSendingTake: no datagram of a peer makes the transfer leave its file.
func FuzzSendingTake(f *testing.F) {
	f.Add([]byte{0, opAck, 0, 1}, []byte{0, opAck, 0, 2})
	f.Add([]byte{0, opError, 0, 1}, []byte{0, opError, 0, 1, 'x'})
	f.Add([]byte{0}, []byte{0, opOptions, 0, 1, 0})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var s sending
		s.begin(readRequest{mode: []byte("octet")}, content(700), nil)
		for _, d := range [][]byte{first, second} {
			verdict, err := s.take(d)
			require.Equal(t, verdict == failed, err != nil)
			if verdict == complete || verdict == failed {
				return
			}
			require.LessOrEqual(t, s.block, s.last)
			require.NotEmpty(t, slices.Concat(s.packet(nil)))
		}
	})
}
