package tvs

import (
	"crypto/tls"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkQuery is a whole exchange: connect, handshake, QUERY, answer.
func BenchmarkQuery(b *testing.B) {
	for _, cert := range []string{"cm1024-pub", "tvs2048-pub"} {
		b.Run(cert, func(b *testing.B) {
			address, log := start(b, &Server{Authority: queryTable(b)}, cert)
			request, err := parseRequest(readVector(b, "tvs/query-found.request.bin"), true)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				r, err := new(Client).Do(b.Context(), address, accept0, request)
				if err != nil || !r.Found() {
					b.Fatal(err)
				}
				<-log
			}
		})
	}
}

// BenchmarkHandshake is the floor: connect and handshake with crypto/tls alone, and one
// byte back, so that the server's side is waited for.
func BenchmarkHandshake(b *testing.B) {
	for _, cert := range []string{"cm1024-pub", "tvs2048-pub"} {
		b.Run(cert, func(b *testing.B) {
			config := &tls.Config{Certificates: []tls.Certificate{*certKey(b, cert)}, SessionTicketsDisabled: true}
			l, err := tls.Listen("tcp", "127.0.0.1:0", config)
			require.NoError(b, err)
			done := make(chan struct{})
			go func() {
				defer close(done)
				serveBytes(l)
			}()
			b.ReportAllocs()
			for b.Loop() {
				conn, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := conn.Read(make([]byte, 1)); err != nil {
					b.Fatal(err)
				}
				conn.Close()
			}
			l.Close()
			<-done
		})
	}
}

func serveBytes(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		conn.Write([]byte{1})
		conn.Close()
	}
}

// BenchmarkRespond is the part without a network.
func BenchmarkRespond(b *testing.B) {
	a := vectorTable(b)
	data := readVector(b, "tvs/verify-valid-all-roles.request.bin")
	b.ReportAllocs()
	for b.Loop() {
		request, err := parseRequest(data, false)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Respond(a, request).Marshal(); err != nil {
			b.Fatal(err)
		}
	}
}
