package attack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"syscall"
	"time"

	"tvslab/cmd/hostile/target"
)

// hellos are requests to a control API, with what may follow.
var hellos = []string{
	asking("/v1/nodes"), asking("/v1/lab"), asking("/v1/resets"), asking("/openapi.json"), asking("/v1/phones?select=4%25+of+all&select=model+88*&verdict=current&limit=2"),
	shell("cucm-pub", "") + keysOf("show itl\nquit\n"), shell("cucm-sub1", "?terminal=true&width=80&height=24") + keysOf("sh\t\tow\x1b[A\x1b[D?\x03\x04"),
	posting("/v1/nodes/cucm-pub/commands", `{"commands":["show itl","show ctl","file list activelog *"],"answers":["y"]}`),
	posting("/v1/nodes/cucm-pub/commands", `{"commands":["run sql select name from device","show cert list own"]}`), asking("/v1/nodes/nobody"),
	posting("/v1/steps", `{"step":"{\"reset\": [\"all\", \"SEP0A01*\"]}"}`),
}

func asking(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: lab\r\n\r\n" }

func posting(path, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

// shell opens a shell of a node.
func shell(node, query string) string {
	return "GET /v1/nodes/" + node + "/shell" + query + " HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
}

// keysOf is a message of a WebSocket with less than 126 keys, masked with zeros (RFC 6455, 5.2).
func keysOf(text string) string {
	return "\x82" + string([]byte{0x80 | byte(len(text))}) + "\x00\x00\x00\x00" + text
}

// controlMalformed sends mutated first lines and sessions to the control socket.
func controlMalformed(ctx context.Context, f *Field) error {
	sent := f.count("sessions")
	crew(ctx, 2, func(r *rand.Rand) {
		c, err := net.DialTimeout("unix", f.Control, dialTime)
		if err != nil {
			rest(ctx, 5*time.Millisecond)
			return
		}
		defer c.Close()
		write(c, mutated(r, []byte(hellos[r.IntN(len(hellos))])))
		sent.Add(1)
		hears(c, r)
	})
	return nil
}

// controlLongLine types a line that does not end.
func controlLongLine(ctx context.Context, f *Field) error {
	c, err := net.DialTimeout("unix", f.Control, dialTime)
	if err != nil {
		return err
	}
	defer c.Close()
	write(c, []byte(shell("cucm-pub", "")))
	message, typed := []byte(keysOf(strings.Repeat("a", 125))), f.count("messages typed")
	many := bytes.Repeat(message, 1000)
	for typed.Load() < 2_000_000 && ctx.Err() == nil {
		_ = c.SetWriteDeadline(soon())
		if _, err := c.Write(many); err != nil {
			break
		}
		typed.Add(1000)
	}
	<-ctx.Done()
	return nil
}

// controlSessions holds all shells of the control API. Who wants one more is told so at once; commands are still typed, as the clients
// beside see.
func controlSessions(ctx context.Context, f *Field) error {
	const most = 16
	for range most {
		c, err := net.DialTimeout("unix", f.Control, dialTime)
		if err != nil {
			return err
		}
		defer c.Close()
		write(c, []byte(shell("cucm-pub", "")))
		if _, err := c.Read(make([]byte, 1)); err != nil {
			return err
		}
		f.count("sessions").Add(1)
	}
	p, err := f.Binary.Start(context.WithoutCancel(ctx), target.Options{Args: []string{"cli", "--control", f.Control}})
	if err != nil {
		return err
	}
	select {
	case <-p.Done():
	case <-time.After(5 * time.Second):
		_, err := p.End(syscall.SIGINT, 5*time.Second)
		return errors.Join(errors.New("who wanted one more was not told"), err)
	}
	if text := p.Stderr().Last(); p.Status() == 0 || !strings.Contains(text, "16 shells are open") {
		return fmt.Errorf("one more shell: status %d, %s", p.Status(), text)
	}
	<-ctx.Done()
	return nil
}
