package attack

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"time"

	"tvslab/sim/lab/api/client"
)

// door is the lab's control API over TCP: host and port, and the header with its token.
func (f *Field) door() (address, token string, err error) {
	if f.Document.API == nil {
		return "", "", errors.New("the lab has no control API")
	}
	text, err := os.ReadFile(f.Document.API.TokenFile)
	return strings.TrimPrefix(f.Document.API.Address, "http://"), strings.TrimSpace(string(text)), err
}

// apiMalformed sends mutated requests to the control API, with its token and without.
func apiMalformed(ctx context.Context, f *Field) error {
	address, token, err := f.door()
	if err != nil {
		return err
	}
	sent := f.count("requests")
	crew(ctx, 2, func(r *rand.Rand) {
		c, err := net.DialTimeout("tcp", address, dialTime)
		if err != nil {
			rest(ctx, 5*time.Millisecond)
			return
		}
		defer c.Close()
		head := "Host: " + address + "\r\n"
		if r.IntN(2) == 0 {
			head += "Authorization: Bearer " + token + "\r\n"
		}
		write(c, mutated(r, []byte(strings.Replace(hellos[r.IntN(len(hellos))], "Host: lab\r\n", head, 1))))
		sent.Add(1)
		hears(c, r)
	})
	return nil
}

// apiStreams holds all streams of events and reads none, while things happen. Questions are answered meanwhile.
func apiStreams(ctx context.Context, f *Field) error {
	const most = 32
	address, token, err := f.door()
	if err != nil {
		return err
	}
	for range most {
		c, err := net.DialTimeout("tcp", address, dialTime)
		if err != nil {
			return err
		}
		defer c.Close()
		write(c, fmt.Appendf(nil, "GET /v1/events/stream?after=0 HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", address, token))
		f.count("streams").Add(1)
	}
	l, err := client.At(f.Document.API.Address, token)
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), commandTime)
		_, err := l.Do(within, "reset: all")
		cancel()
		if err != nil {
			return err
		}
		f.count("resets").Add(1)
	}
	return nil
}
