package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"

	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"tvslab/metrics"
	"tvslab/scenarios"
	"tvslab/service"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/tftpd"
)

// serveFlags are the flags of tvslab serve.
type serveFlags struct {
	cellFlags
	dir, listen string
	tftpPort    int
	tftpEngine  string
	quiet       bool
	signAhead   bool
	control     string
	metrics     string
}

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve NAME|FILE",
		Short: "Keep a scenario's cluster up on sockets until Ctrl-C",
		Long: `Plays the scenario's steps up to its first expect (or as many as --steps says) and then keeps the cluster's
TFTP, HTTP 6970 and TVS servers up on loopback addresses, one per node. Files of the scenario's phones can be fetched
by any TFTP or HTTP client. Requests are logged on standard error.

With -o json one JSON object is printed when the servers are ready: nodes with addresses, ports and the PEM files of
their certificates (written to --dir). A lab's keys are lab keys: never let a production phone reach it, a fresh phone
trusts the first list it is offered.`,
		Example: `  tvslab serve tftp-both-changed-tvs-ok --steps 0
  tvslab serve my-rotation.yaml --release 11.5 --dir /tmp/lab -o json`,
		Args:              arguments(cobra.ExactArgs(1)),
		ValidArgsFunction: completeScenarios,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.serve(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	f.register(flags, "", "", "the scenario")
	flags.StringVar(&f.dir, "dir", "", "folder to write the certificates to, as PEM")
	flags.StringVar(&f.listen, "listen", "", "address of the first node, further nodes follow it (default: free loopback addresses)")
	flags.IntVar(&f.tftpPort, "tftp-port", 0, "TFTP port (default 69 where permitted, else 6969)")
	flags.StringVar(&f.tftpEngine, "tftp-engine", string(tftpd.EnginePin), "what moves the blocks of TFTP: pin, or lean for more transfers per processor")
	flags.StringVar(&f.control, "control", "", `control socket for tvslab cli: a path, or "none" (default: one in the user's runtime folder)`)
	flags.StringVar(&f.metrics, "metrics", "", "serve Prometheus metrics at http://ADDRESS/metrics")
	flags.BoolVar(&f.signAhead, "sign-ahead", false, "sign the configurations of all phones before serving, instead of each when it is first asked for")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "do not log requests")
	return cmd
}

func (a *app) serve(ctx context.Context, name string, f serveFlags) (err error) {
	s, steps, err := f.pick(name)
	if err != nil {
		return err
	}
	keys, err := a.openKeys()
	if err != nil {
		return err
	}
	sockets := &lab.Sockets{TFTPPort: f.tftpPort}
	if sockets.TFTPEngine, err = tftpd.ParseEngine(f.tftpEngine); err != nil {
		return usageError{fmt.Errorf("--tftp-engine: %w", err)}
	}
	if f.listen != "" {
		if sockets.Base, err = netip.ParseAddr(f.listen); err != nil {
			return usageError{fmt.Errorf("--listen %q: not an IP address", f.listen)}
		}
	}
	if !f.quiet {
		logger := newLogger(a)
		defer logger.sync()
		sockets.Log = logger.access
	}
	registry := metrics.New()
	if f.metrics != "" {
		sockets.Log = both(sockets.Log, accessMetrics(registry))
	}
	stop, err := a.serveMetrics(ctx, f.metrics, registry)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	logs := control.NewLogs()
	r, err := scenarios.Prepare(ctx, s, scenarios.Options{Keys: keys, Sockets: sockets, Log: logs.Add})
	if err != nil {
		return err
	}
	err = a.serveUntil(ctx, r, s, steps, logs, f)
	return errors.Join(err, r.Lab.Close())
}

func (a *app) serveUntil(ctx context.Context, r *scenarios.Runner, s *scenarios.Scenario, steps int, logs *control.Logs, f serveFlags) error {
	if _, err := r.Play(ctx, steps); err != nil {
		return err
	}
	if err := a.signAhead(ctx, r.Lab, f.signAhead); err != nil {
		return err
	}
	ready, err := control.Describe(r.Lab, f.dir)
	if err != nil {
		return fmt.Errorf("--dir: %w", err)
	}
	ready.Scenario, ready.Release, ready.Mode, ready.Steps = s.Name, s.Release.Value, s.Cluster.Mode.Value, steps
	wait, err := a.openControl(ctx, control.Share(r.Lab, r.Outside, logs), f.control, ready)
	if err != nil {
		return err
	}
	defer wait()
	if a.output == "json" {
		err = printJSON(a.out, ready)
	} else {
		a.printReady(ready)
	}
	if err != nil {
		return err
	}
	<-ctx.Done()
	fmt.Fprintln(a.errs, "tvslab: ending the servers")
	return nil
}

// signAhead signs what will be asked for, if wanted.
func (a *app) signAhead(ctx context.Context, l *lab.Lab, wanted bool) error {
	if !wanted {
		return nil
	}
	p := newProgress(a.errs, "signing configurations")
	defer p.end()
	return l.SignAhead(ctx, p.report)
}

// openControl lets tvslab cli reach the lab, unless the path is "none". wait returns when ctx has ended and nobody
// uses the lab any more.
func (a *app) openControl(ctx context.Context, shared *control.Lab, path string, ready *control.Document) (wait func(), err error) {
	if path == "none" {
		return func() {}, nil
	}
	listener, err := control.Listen(path)
	if err != nil {
		return nil, controlError(err)
	}
	ready.Control = listener.Addr().String()
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- control.Serve(ctx, listener, shared) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			fmt.Fprintf(a.errs, "tvslab: control socket: %v\n", err)
		}
	}, nil
}

func (a *app) printReady(d *control.Document) {
	fmt.Fprintf(a.out, "%s on CUCM %s, %s, %d steps played. Ctrl-C ends it.\n\n", d.Scenario, d.Release, d.Mode, d.Steps)
	for _, n := range d.Nodes {
		fmt.Fprintf(a.out, "%-14s %-12s %s\n", n.Name, n.Address, n.Ports)
	}
	fmt.Fprintln(a.out)
	for _, g := range d.Phones {
		fmt.Fprintf(a.out, "%-14s %-6s %d phones, %s to %s\n", g.Group, g.Model, g.Count, g.First, g.Last)
	}
	if d.Control != "" {
		fmt.Fprintf(a.out, "\ncontrol socket %s: tvslab cli %s\n", d.Control, d.Nodes[0].Name)
	}
	if first := d.Nodes[0]; first.Ports[service.TFTP] != 0 && len(d.Phones) > 0 {
		fmt.Fprintf(a.out, "\ntry: curl -O http://%s:%d/ITL%s.tlv\n", first.Address, first.Ports[service.HTTP], d.Phones[0].First)
	}
}

// accessLogger writes a line per request to standard error.
type accessLogger struct{ zap *zap.Logger }

func newLogger(a *app) accessLogger {
	config := zap.NewProductionEncoderConfig()
	config.EncodeTime = zapcore.ISO8601TimeEncoder
	encoder := zapcore.NewConsoleEncoder(config)
	if a.output == "json" {
		encoder = zapcore.NewJSONEncoder(config)
	}
	sink := zapcore.Lock(zapcore.AddSync(&lockedWriter{w: a.errs}))
	return accessLogger{zap.New(zapcore.NewCore(encoder, sink, zap.InfoLevel))}
}

func (l accessLogger) sync() { _ = l.zap.Sync() }

func (l accessLogger) access(e lab.Access) {
	l.zap.Info("request", zap.String("node", e.Node), zap.String("protocol", e.Protocol), zap.String("peer", e.Peer),
		zap.String("name", e.Name), zap.Int64("bytes", e.Bytes), zap.Duration("duration", e.Duration),
		zap.String("outcome", e.Outcome))
}

// lockedWriter lets the log and the command share standard error.
type lockedWriter struct {
	mutex sync.Mutex
	w     interface{ Write([]byte) (int, error) }
}

// Write implements io.Writer.
func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.w.Write(b)
}
