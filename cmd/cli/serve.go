package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"

	"github.com/spf13/cobra"

	"tvslab/lesson"
	"tvslab/lesson/tutor"
	"tvslab/metrics"
	"tvslab/scenarios"
	"tvslab/service"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
	"tvslab/sim/lab/upkeep"
	"tvslab/tftpd"
)

// serveVerb is tvslab serve with its flags.
type serveVerb struct {
	*app
	cellFlags
	seedFlag
	resetsFlag
	folder     labFolder
	listen     string
	oneAddress bool
	goOn       bool
	health     *metrics.Registry
	export     string
	strangers  bool
	tftpPort   int
	tftpEngine string
	quiet      bool
	signAhead  bool
	metrics    string
	pcap       pcapFlag
	exercise   *lesson.Exercise // that is to begin, instead of a scenario
	tutor      *tutor.Tutor     // of the lab's lesson; nil where it has none

	missing   control.NotServed
	transfers control.Transfers
	attendant attendant
	live      liveFlags
	control   controlSocket
	api       apiServer
	sftp      fileSender
	ssh       sshServer
	snmp      snmpServer
	syslog    remoteSyslog
	node      nodeServer
	phoneWeb  phoneWeb
	web       dashboard
}

// companion is something that serve keeps up beside the servers of the cluster.
type companion interface {
	// register adds its flags.
	register(cmd *cobra.Command)
	// check looks at its flags before anything is built. Its error is one of usage.
	check() error
	// start begins it on a lab that is ready, and tells ready what clients need to know. wait returns when ctx has ended and all of it
	// is gone, with what went wrong; it is not called after an error.
	start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error)
}

// companions are started in this order, and end in the opposite one.
func (v *serveVerb) companions() []companion {
	return []companion{&v.attendant, &v.live, &v.sftp, &v.control, &v.api, &v.ssh, &v.phoneWeb, &v.node, &v.snmp, &v.syslog, &v.web}
}

// tftpEngineUsage is the help of --tftp-engine.
const tftpEngineUsage = "what moves the blocks of TFTP: lean, for many transfers per processor on Linux, or pin, github.com/pin/tftp, which it means elsewhere"

// engineNames are the values of --tftp-engine.
func engineNames() (names []string) {
	for _, e := range tftpd.Engines() {
		names = append(names, string(e))
	}
	return names
}

func parseEngine(name string) (tftpd.Engine, error) {
	if err := oneOf("--tftp-engine", "engine", name, engineNames()); err != nil {
		return "", err
	}
	return tftpd.ParseEngine(name)
}

func newServeVerb(a *app) *serveVerb {
	v := &serveVerb{app: a, pcap: pcapFlag{app: a}, attendant: attendant{app: a}, live: liveFlags{app: a}, ssh: sshServer{app: a, changed: make(chan struct{}, 1)}, node: nodeServer{app: a, changed: make(chan struct{}, 1)}, snmp: snmpServer{app: a, changed: make(chan struct{}, 1)}, syslog: remoteSyslog{app: a}, phoneWeb: phoneWeb{app: a}, web: dashboard{app: a}}
	v.node.ssh, v.node.keys = &v.ssh, &v.phoneWeb
	v.phoneWeb.shared = &v.oneAddress
	v.control.app, v.api, v.folder.app = a, apiServer{app: a, dir: &v.folder.dir}, a
	return v
}

func serveCommand(a *app) *cobra.Command { return newServeVerb(a).command() }

func (v *serveVerb) command() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve NAME|FILE|LAB",
		Short: "Keep a scenario's cluster, or the lab of a folder, up on sockets until Ctrl-C",
		Long: `Plays the scenario's steps up to its first expect (all without one, or as many as --steps says) and then keeps the cluster's
TFTP, HTTP 6970 and TVS servers up on loopback addresses, one per node. Files of the scenario's phones can be fetched
by any TFTP or HTTP client. Requests are logged on standard error; at the end it says which files were asked for that the lab
does not have, such as locales ("tvslab lab status" says it meanwhile).

The lab's phones live on its clock, which runs unless --clock says otherwise: they boot when they are switched on, try again
what failed, go to another call manager when theirs is gone and come back to it, and reset when a cluster tells them to.

With --dir LAB the lab is kept in a folder: keys and certificates as PEM, everything else in one database, which has what was done as soon as
it was answered. "tvslab serve LAB" goes on with it: the same lists byte for byte, the same phones, the same clock. "tvslab lab" undoes, names
and goes back to its states. A service has --go-on: the same command makes the lab and goes on with it. systemd is told when the servers are ready (Type=notify).

With -o json one JSON object is printed when the servers are ready: nodes with addresses, ports and with --dir the PEM files of
their certificates. A lab's keys are lab keys: never let a production phone reach it, a fresh phone
trusts the first list it is offered.`,
		Example: `  tvslab serve tftp-both-changed-tvs-ok --steps 0
  tvslab serve my-rotation.yaml --release 11.5 --dir labs/monday
  tvslab serve labs/monday
  tvslab serve my-rotation.yaml --dir labs/monday --go-on
  tvslab serve my-rotation.yaml --export /srv/tftp
  tvslab serve my-rotation.yaml --web
  tvslab serve my-rotation.yaml --phone-web "desk[1..20]"`,
		Args:              arguments(oneBeside),
		ValidArgsFunction: completeScenarios,
		RunE:              func(cmd *cobra.Command, args []string) error { return v.run(cmd, args[0]) },
	}
	v.cellFlags.register(cmd, "", "", "the scenario")
	v.register(cmd)
	return cmd
}

// register adds the flags that say how a lab is served, whatever lab it is.
func (v *serveVerb) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	v.seedFlag.register(cmd)
	v.resetsFlag.register(cmd)
	v.folder.register(cmd)
	flags.StringVar(&v.export, "export", "", "folder to write all files of the TFTP servers to, one folder per node, for another server to serve")
	flags.StringVar(&v.listen, "listen", "", "address of the first node, further nodes follow it (default: free loopback addresses)")
	registerOneAddress(flags, &v.oneAddress, "that of --listen or 127.0.0.1")
	flags.BoolVar(&v.goOn, "go-on", false, "with --dir: where the folder is a lab already, go on with it, and leave the scenario and what chooses of it aside")
	flags.BoolVar(&v.strangers, "strangers", false, "where other machines reach the lab, also serve files that are nobody's: ITLFile.tlv, CTLFile.tlv, the default configuration")
	flags.IntVar(&v.tftpPort, "tftp-port", 0, "TFTP port (default 69 where permitted, else 6969)")
	flags.StringVar(&v.tftpEngine, "tftp-engine", string(tftpd.Engines()[0]), tftpEngineUsage)
	flags.StringVar(&v.metrics, "metrics", "", "serve Prometheus metrics at http://ADDRESS/metrics, and /healthz and /readyz beside")
	v.pcap.register(cmd, "what the servers receive and send")
	flags.BoolVar(&v.signAhead, "sign-ahead", false, "sign the configurations of all phones before serving, instead of each when it is first asked for")
	flags.BoolVarP(&v.quiet, "quiet", "q", false, "do not log requests")
	completeWords(cmd, "tftp-engine", fixed(engineNames()))
	for _, c := range v.companions() {
		c.register(cmd)
	}
}

func (v *serveVerb) run(cmd *cobra.Command, name string) (err error) {
	ctx := cmd.Context()
	for _, c := range v.companions() {
		if err := c.check(); err != nil {
			return usageError{err}
		}
	}
	if err := v.node.read(ctx); err != nil {
		return err
	}
	resets, err := v.parse()
	if err != nil {
		return err
	}
	origin, err := v.origin(ctx, name)
	if err != nil {
		return err
	}
	v.folder.origin = origin
	defer func() { err = errors.Join(err, v.folder.close()) }()
	if err := v.live.goOn(origin.Setting(folder.ClockRate), given(cmd.Flags(), "clock")); err != nil {
		return err
	}
	sockets, registry := &lab.Sockets{TFTPPort: v.tftpPort, OneAddress: v.oneAddress, Watched: true}, metrics.New()
	v.health = registry
	if err := v.configure(sockets, registry); err != nil {
		return usageError{err}
	}
	v.ssh.keys, v.ssh.server.Log, v.node.server.Log = origin.Keys(), sockets.Log, sockets.Log
	sockets.Changed = func() { v.ssh.wake(); v.node.wake(); v.snmp.wake() }
	v.live.place(sockets)
	v.warnBeyondLoopback(sockets.Base)
	stop, err := v.serveMetrics(ctx, v.metrics, registry)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	packets, end, err := v.pcap.open(false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	v.phoneWeb.prepare()
	v.syslog.prepare()
	up, err := origin.Raise(ctx, scenarios.Options{Sockets: sockets, Capture: packets, Seed: v.of(), Log: both(v.phoneWeb.log, v.syslog.log), Observe: v.witness()}, v.live.resets(resets, given(cmd.Flags(), "resets")), Version)
	if err != nil {
		return labFolderError(err)
	}
	up.Missing, up.Transfers, up.Render = &v.missing, &v.transfers, writeStatus
	err = errors.Join(v.teach(ctx, up), up.Close())
	writeMissing(v.errs, v.missing.List())
	return err
}

// configure reads what flags say about the servers.
func (v *serveVerb) configure(s *lab.Sockets, registry *metrics.Registry) (err error) {
	if s.TFTPEngine, err = parseEngine(v.tftpEngine); err != nil {
		return err
	}
	if v.tftpPort < 0 || v.tftpPort > 65535 {
		return fmt.Errorf("--tftp-port %d: a port, or 0", v.tftpPort)
	}
	if v.listen != "" {
		if s.Base, err = netip.ParseAddr(v.listen); err != nil {
			return fmt.Errorf("--listen %q: not an IP address", v.listen)
		}
	}
	if s.Strangers = v.strangers; v.strangers && (!s.Base.IsValid() || s.Base.IsLoopback()) {
		return errors.New("--strangers has no effect on loopback: everybody gets these files there")
	}
	if !v.quiet {
		s.Log = control.LogAccess(v.errs, v.output == "json")
	}
	s.Log = both(both(s.Log, v.missing.Add), v.transfers.Add)
	s.Trouble = v.trouble
	if v.metrics != "" {
		s.Log = both(both(s.Log, control.CountAccess(registry)), control.CountNotServed(registry))
		s.Trouble = both(s.Trouble, control.CountTrouble(registry))
	}
	return nil
}

// both tells two; the first may be nil.
func both[T any](first, second func(T)) func(T) {
	if first == nil {
		return second
	}
	return func(e T) {
		first(e)
		second(e)
	}
}

// attend keeps the lab up until ctx ends.
func (v *serveVerb) attend(ctx context.Context, up *upkeep.Lab) (err error) {
	r := up.Runner
	if v.signAhead {
		p := newProgress(v.errs, "signing configurations")
		err := r.Lab.SignAhead(ctx, p.report)
		p.end()
		if err != nil {
			return err
		}
	}
	if err := v.exportFiles(ctx, r.Lab); err != nil {
		return err
	}
	ready, err := control.Describe(r.Lab, v.folder.origin.Certificates())
	if err != nil {
		return fmt.Errorf("certificates: %w", err)
	}
	s := r.Scenario()
	ready.Scenario, ready.Release, ready.Mode, ready.Steps = s.Name, s.Release.Value, s.Cluster.Mode.Value, v.folder.origin.Steps()
	ctx, end := context.WithCancel(ctx)
	wait, err := v.accompany(ctx, up.Lab, ready)
	defer func() { end(); err = errors.Join(err, wait()) }()
	if err != nil {
		return err
	}
	if err := v.folder.tell(ready); err != nil {
		return err
	}
	if err := v.print(ready, func(w io.Writer) error { return errors.Join(v.writeReady(w, ready), v.writeLesson(w)) }); err != nil {
		return err
	}
	v.control.begin()
	v.health.Ready()
	notifySystemd("READY=1", v.errs)
	<-ctx.Done()
	notifySystemd("STOPPING=1", v.errs)
	fmt.Fprintln(v.errs, "tvslab: ending the servers")
	return nil
}

// exportFiles writes what --export asks for, and says how much that was.
func (v *serveVerb) exportFiles(ctx context.Context, l *lab.Lab) error {
	if v.export == "" {
		return nil
	}
	p := newProgress(v.errs, "writing files")
	files, err := l.Export(ctx, v.export, p.report)
	p.end()
	if err != nil {
		return fmt.Errorf("--export: %w", err)
	}
	fmt.Fprintf(v.errs, "tvslab: %d files in %s\n", files, v.export)
	return nil
}

// warnBeyondLoopback says whom the lab may meet where other machines reach it.
func (v *serveVerb) warnBeyondLoopback(base netip.Addr) {
	if base.IsValid() && !base.IsLoopback() {
		fmt.Fprintf(v.errs, "tvslab: warning: %s may be reached by other machines: a phone without trust lists believes the first that it is offered; keep real phones away, or in a network of their own\n", base)
	}
}

// accompany starts the companions. wait waits for those that began, last first, once ctx has ended.
func (v *serveVerb) accompany(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	var waits []func() error
	wait = func() error {
		var errs []error
		for _, w := range slices.Backward(waits) {
			errs = append(errs, w())
		}
		return errors.Join(errs...)
	}
	for _, c := range v.companions() {
		one, err := c.start(ctx, shared, ready)
		if err != nil {
			return wait, err
		}
		waits = append(waits, one)
	}
	return wait, nil
}

func (v *serveVerb) writeReady(w io.Writer, d *control.Document) error {
	fmt.Fprintf(w, "%s on CUCM %s, %s, %d steps played. Ctrl-C ends it.\n\n", d.Scenario, d.Release, d.Mode, d.Steps)
	for _, n := range d.Nodes {
		fmt.Fprintf(w, "%-14s %-12s %s%s\n", n.Name, n.Address, n.Ports, sshPort(n))
	}
	fmt.Fprintln(w)
	for _, g := range d.Phones {
		fmt.Fprintf(w, "%-14s %-6s %d phones, %s to %s\n", g.Group, g.Model, g.Count, g.First, g.Last)
	}
	if d.Control != "" {
		fmt.Fprintf(w, "\ncontrol socket %s: tvslab cli %s, tvslab lab status\n", d.Control, d.Nodes[0].Name)
	}
	if d.API != nil {
		fmt.Fprintf(w, "control API %s/openapi.json, token in %s\n", d.API.Address, d.API.TokenFile)
	}
	writeWeb(w, d)
	v.ssh.writeLogin(w, d)
	v.node.writeServices(w, d)
	v.snmp.writeSNMP(w, d)
	writePhoneWeb(w, d.PhoneWeb)
	if first := d.Nodes[0]; first.Ports[service.TFTP] != 0 && len(d.Phones) > 0 {
		fmt.Fprintf(w, "\ntry: curl -O http://%s:%d/ITL%s.tlv\n", first.Address, first.Ports[service.HTTP], d.Phones[0].First)
	}
	return nil
}
