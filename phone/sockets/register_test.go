package sockets_test

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/sockets"
	"tvslab/service"
)

// TestLineOverSIP: what a phone knows of its line and its load is in its REGISTER.
func TestLineOverSIP(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	got := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		reader, request := bufio.NewReader(conn), ""
		for !strings.HasSuffix(request, "\r\n\r\n") && err == nil {
			var line string
			line, err = reader.ReadString('\n')
			request += line
		}
		_, _ = io.WriteString(conn, "SIP/2.0 200 OK\r\n\r\n")
		got <- request
	}()
	defer l.Close()
	n := sockets.New(&sockets.Servers{Hosts: map[string]string{"pub": "127.0.0.1"}}, nil)
	call := phone.Call{Phone: "SEP0A0101000001", Model: 684, Server: "pub", Service: service.SIP, Port: l.Addr().(*net.TCPAddr).Port,
		Line: &phone.Line{Line: content.Line{Number: "1001", Contact: "guid"}, Load: "sip88xx.12-1-1SR1-4"}}
	require.NoError(t, n.Register(t.Context(), call, phone.Identity{}))
	request := <-got
	for _, part := range []string{"To: <sip:1001@pub>\r\n", "Contact: <sip:guid@127.0.0.1:", "User-Agent: Cisco-CP8851/12.1.1\r\n"} {
		require.Contains(t, request, part)
	}
}
