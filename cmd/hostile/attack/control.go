package attack

import (
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

// hellos are first lines of connections to a control socket, with what may follow.
var hellos = []string{
	`{"nodes":true}` + "\n", `{"node":"cucm-pub"}` + "\nshow itl\nquit\n", `{"node":"cucm-sub1","terminal":true,"width":80,"height":24}` + "\nsh\t\tow\x1b[A\x1b[D?\x03\x04",
	`{"node":"cucm-pub","commands":["show itl","show ctl","file list activelog *"],"answers":["y"]}` + "\n",
	`{"node":"cucm-pub","commands":["run sql select name from device","show cert list own"]}` + "\n", `{"node":"nobody"}` + "\n",
	`{"status":true}` + "\n", `{"resets":true}` + "\n", `{"phones":{"select":["4% of all","model 88*"],"verdict":"current","limit":2}}` + "\n",
	`{"step":"{\"reset\": [\"all\", \"SEP0A01*\"]}"}` + "\n",
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
	write(c, []byte(`{"node":"cucm-pub"}`+"\n"))
	megabyte, typed := []byte(strings.Repeat("a", 1<<20)), f.count("MB typed")
	for typed.Load() < 256 && ctx.Err() == nil {
		_ = c.SetWriteDeadline(soon())
		if _, err := c.Write(megabyte); err != nil {
			break
		}
		typed.Add(1)
	}
	<-ctx.Done()
	return nil
}

// controlSessions holds all sessions of the control socket. Somebody who waits for one more has to be able to give up.
func controlSessions(ctx context.Context, f *Field) error {
	const most = 16
	for range most {
		c, err := net.DialTimeout("unix", f.Control, dialTime)
		if err != nil {
			return err
		}
		defer c.Close()
		write(c, []byte(`{"node":"cucm-pub"}`+"\n"))
		f.count("sessions").Add(1)
	}
	p, err := f.Binary.Start(context.WithoutCancel(ctx), target.Options{Args: []string{"cli", "--control", f.Control, "-c", "show version active"}})
	if err != nil {
		return err
	}
	select {
	case <-p.Done():
		return errors.New("one more session was opened")
	case <-ctx.Done():
	}
	took, err := p.End(syscall.SIGINT, 5*time.Second)
	if err != nil {
		return fmt.Errorf("cli that waits for a session: %w", err)
	}
	f.count("ms until cli ended").Add(took.Milliseconds())
	return nil
}
