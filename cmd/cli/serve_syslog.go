package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/event"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/remotelog"
)

// syslogSeverities are the values of --syslog-severity, in the order of their numbers.
var syslogSeverities = []string{"emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"}

// syslogPort is where collectors listen.
const syslogPort = "514"

// remoteSyslog sends the syslogs of nodes to collectors.
type remoteSyslog struct {
	*app
	collectors []string
	severity   string

	to     []netip.AddrPort
	sender *remotelog.Sender // nil where nobody collects
}

// register implements companion.
func (v *remoteSyslog) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVar(&v.collectors, "syslog", nil, "HOST or HOST:PORT of collectors that get the syslogs of nodes, over UDP (default port "+syslogPort+")")
	flags.StringVar(&v.severity, "syslog-severity", "informational", "the least urgent severity that collectors get: "+strings.Join(syslogSeverities, ", "))
	completeWords(cmd, "syslog-severity", fixed(syslogSeverities))
}

// check implements companion.
func (v *remoteSyslog) check() error {
	if err := oneOf("--syslog-severity", "severity", v.severity, syslogSeverities); err != nil {
		return err
	}
	for _, text := range v.collectors {
		if _, _, err := net.SplitHostPort(text); err != nil {
			text = net.JoinHostPort(strings.Trim(text, "[]"), syslogPort)
		}
		at, err := net.ResolveUDPAddr("udp", text)
		if err != nil {
			return fmt.Errorf("--syslog: %w", err)
		}
		if at.IP == nil || at.Port == 0 {
			return errors.New("--syslog: HOST or HOST:PORT is expected")
		}
		to := at.AddrPort()
		v.to = append(v.to, netip.AddrPortFrom(to.Addr().Unmap(), to.Port()))
	}
	return nil
}

// log sends a line, where somebody collects.
func (v *remoteSyslog) log(line event.Event) {
	if v.sender != nil {
		v.sender.Add(line)
	}
}

// prepare makes room for lines before anything happens.
func (v *remoteSyslog) prepare() {
	for number, name := range syslogSeverities {
		if name == v.severity && len(v.to) > 0 {
			v.sender = remotelog.New(number)
		}
	}
}

// start implements companion.
func (v *remoteSyslog) start(ctx context.Context, shared *control.Lab, _ *control.Document) (wait func() error, err error) {
	if v.sender == nil {
		return func() error { return nil }, nil
	}
	v.sender.Open()
	ended := make(chan error, 1)
	go func() { ended <- v.sender.Serve(ctx, shared, v.to) }()
	return func() error {
		err := <-ended
		if lost := v.sender.Lost(); lost > 0 {
			fmt.Fprintf(v.errs, "tvslab: %d lines of syslog were not sent to collectors: there were too many at a time\n", lost)
		}
		return err
	}, nil
}
