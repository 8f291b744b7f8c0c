package cli

import (
	"cmp"
	"context"
	"crypto"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"tvslab/capf"
	"tvslab/devices/inventory"
	"tvslab/parallel"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/scenarios/file"
	"tvslab/service"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/control"
)

// fleetFlags say who the phones are and where their servers.
type fleetFlags struct {
	count            int
	models, groups   []string
	tftp, hosts      []string
	tvs, lab         string
	http, noHTTP     bool
	nameBase, source string
	devices          string
	shard            string
	seed             uint64
	state            string
	settings         phoneSettings

	served  *control.Document // of --lab
	counted func() bool       // --count is given
}

// errNoServer is what is wrong where nothing says whom the phones ask.
var errNoServer = errors.New("no TFTP server: give --tftp or --lab")

func (f *fleetFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.count, "count", 100, "phones in all shards")
	f.counted = func() bool { return flags.Changed("count") }
	flags.StringSliceVar(&f.models, "models", []string{"8841"}, "models with their weights, MODEL[=WEIGHT]")
	flags.StringSliceVar(&f.groups, "groups", []string{"phones"}, "groups with their weights, NAME[=WEIGHT]")
	flags.StringSliceVar(&f.tftp, "tftp", nil, "TFTP servers, HOST[:PORT], first choice first; a phone uses two")
	flags.StringVar(&f.tvs, "tvs", "", "the one TVS server to ask instead of those in configurations, HOST[:PORT]")
	flags.StringSliceVar(&f.hosts, "host", nil, "address of a server that configurations name, NAME=ADDRESS")
	flags.StringVar(&f.lab, "lab", "", `servers as "tvslab serve -o json" printed them into this file`)
	flags.BoolVar(&f.http, "http", false, "all phones try HTTP 6970 before TFTP (default: those whose model does)")
	flags.BoolVar(&f.noHTTP, "no-http", false, "no phone tries HTTP 6970")
	flags.StringVar(&f.nameBase, "name-base", fleet.DefaultName, "device name of the first phone; the others count on from it")
	flags.StringVar(&f.devices, "devices", "", "file with the device names of the phones: CSV, or one a line; there are as many phones as names")
	flags.StringVar(&f.source, "source", "", "source addresses, FIRST-LAST or a prefix like 127.1.0.0/16 (default: the address that leads to the server)")
	flags.StringVar(&f.shard, "shard", "0/1", "which part of the fleet this is, I/N: phone k belongs to shard k mod N"+shardUsage)
	flags.Uint64Var(&f.seed, "seed", 1, "decides which phone is of which group and model")
	flags.StringVar(&f.state, "state", "", "SQLite file that keeps the fleet; in a folder it is shard-I-of-N.db")
	f.settings.register(cmd)
	cmd.MarkFlagsMutuallyExclusive("http", "no-http")
	completeWords(cmd, "models", fixed(phone.ModelNames()))
}

// fleet returns what the flags describe. Its errors are the user's.
func (f *fleetFlags) fleet(ctx context.Context) (fleet.Config, *sockets.Servers, error) {
	c := fleet.Config{Count: f.count, Seed: f.seed, FirstName: strings.ToUpper(f.nameBase), HTTP: f.transport()}
	finder := &sockets.Servers{Hosts: map[string]string{}, Ports: map[sockets.Place]int{}}
	if err := cmp.Or(f.readLab(ctx, finder), f.readDevices(ctx, &c)); err != nil {
		return c, nil, err
	}
	for _, part := range []func(*fleet.Config, *sockets.Servers) error{f.servers, f.members, f.place, f.behaviour} {
		if err := part(&c, finder); err != nil {
			return c, nil, usageError{err}
		}
	}
	if err := c.Check(); err != nil {
		return c, nil, usageError{err}
	}
	return c, finder, nil
}

// transport says which phones try HTTP 6970 before TFTP.
func (f *fleetFlags) transport() fleet.HTTP {
	switch {
	case f.noHTTP:
		return fleet.HTTPNever
	case f.http:
		return fleet.HTTPAlways
	}
	return fleet.HTTPByModel
}

// servers says where servers are.
func (f *fleetFlags) servers(_ *fleet.Config, finder *sockets.Servers) error {
	for _, h := range f.hosts {
		name, address, ok := strings.Cut(h, "=")
		if !ok || name == "" || address == "" {
			return fmt.Errorf("--host %q is not NAME=ADDRESS", h)
		}
		finder.Hosts[name] = address
	}
	if len(f.tftp) == 0 {
		return errNoServer
	}
	for _, s := range f.tftp {
		if err := sockets.CheckServer(s); err != nil {
			return fmt.Errorf("--tftp: %w", err)
		}
	}
	if f.tvs == "" {
		return nil
	}
	if err := sockets.CheckServer(f.tvs); err != nil {
		return fmt.Errorf("--tvs: %w", err)
	}
	finder.TVS = sockets.WithPort(f.tvs, service.TVS)
	return nil
}

// readLab takes the servers of a served lab, whose TFTP servers are the phones' where --tftp gives none.
func (f *fleetFlags) readLab(ctx context.Context, finder *sockets.Servers) error {
	if f.lab == "" {
		return nil
	}
	doc, err := parallel.Until(ctx, func() (*control.Document, error) { return control.ReadDocument(f.lab) })
	switch {
	case errors.Is(err, control.ErrNotDocument):
		return usageError{fmt.Errorf("--lab %q is not what tvslab serve -o json prints", f.lab)}
	case err != nil:
		return usageError{fmt.Errorf("--lab: %w", err)}
	}
	doc.AddTo(finder)
	f.served = doc
	if len(f.tftp) == 0 {
		f.tftp = doc.TFTP()
	}
	return nil
}

// readDevices takes the names of the phones from a file.
func (f *fleetFlags) readDevices(ctx context.Context, c *fleet.Config) error {
	if f.devices == "" {
		return nil
	}
	list, err := parallel.Until(ctx, func() (*inventory.List, error) { return inventory.ReadFile(f.devices) })
	switch {
	case err != nil:
		return usageError{fmt.Errorf("--devices: %w", err)}
	case f.counted() && f.count != list.Len():
		return usageError{fmt.Errorf("--count %d: --devices %q has %d; leave --count out", f.count, f.devices, list.Len())}
	}
	c.Devices, c.Count = list.List, list.Len()
	return nil
}

// members makes the groups, all with the same models and servers.
func (f *fleetFlags) members(c *fleet.Config, _ *sockets.Servers) error {
	var models []fleet.Share
	for _, text := range f.models {
		m, err := fleet.ParseWeighted(text)
		if err != nil {
			return fmt.Errorf("--models %w", err)
		}
		model, ok := phone.ModelByName(m.Name)
		if !ok {
			return fmt.Errorf("--models: %w", &file.Unknown{What: "model", Name: m.Name, Known: phone.ModelNames()})
		}
		models = append(models, fleet.Share{Model: model.Name, Weight: m.Weight})
	}
	for _, text := range f.groups {
		g, err := fleet.ParseWeighted(text)
		if err != nil {
			return fmt.Errorf("--groups %w", err)
		}
		c.Groups = append(c.Groups, fleet.Group{Name: g.Name, Weight: g.Weight, TFTP: f.tftp, Models: models})
	}
	return nil
}

// place reads the shard and the source addresses.
func (f *fleetFlags) place(c *fleet.Config, _ *sockets.Servers) (err error) {
	if c.Shard, err = fleet.ParseShard(f.shard); err != nil {
		return fmt.Errorf("--shard %w", err)
	}
	if f.source == "" {
		return nil
	}
	if c.Source, c.Sources, err = fleet.ParseSources(f.source); err != nil {
		return fmt.Errorf("--source %w", err)
	}
	return nil
}

// behaviour reads what is said of the phones' own decisions.
func (f *fleetFlags) behaviour(c *fleet.Config, _ *sockets.Servers) (err error) {
	c.Settings, err = f.settings.read()
	return err
}

// stateError makes a file that is not this fleet's the user's error.
func stateError(err error) error {
	if errors.Is(err, fleet.ErrNotState) || errors.Is(err, fleet.ErrOtherFleet) {
		return usageError{err}
	}
	return err
}

// phoneKeys returns the keys of new LSCs; the pool is opened when the first phone enrols.
func (a *app) phoneKeys(ctx context.Context) func(capf.KeySpec, uint64) (crypto.Signer, error) {
	open := sync.OnceValues(func() (*keypool.Pool, error) { return a.openKeys(ctx) })
	return func(spec capf.KeySpec, n uint64) (crypto.Signer, error) {
		keys, err := open()
		switch {
		case err != nil:
			return nil, err
		case spec.Curve != "":
			return keys.Curve(spec.Curve, n)
		}
		return keys.RSA(spec.Bits, n)
	}
}
