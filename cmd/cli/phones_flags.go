package cli

import (
	"crypto"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/service"
	"tvslab/sim/lab/control"
)

// phonesFlags are the flags of tvslab phones.
type phonesFlags struct {
	count, workers   int
	models, groups   []string
	tftp, hosts      []string
	tvs, lab         string
	http, noHTTP     bool
	nameBase, source string
	shard            string
	seed             uint64
	state, boot      string
	cause, metrics   string
	rate             float64
	retry            time.Duration
}

// errNoServer is what is wrong where nothing says whom the phones ask.
var errNoServer = errors.New("no TFTP server: give --tftp or --lab")

// The values of --boot.
const (
	bootAll  = "all"
	bootOnce = "once"
	bootNone = "none"
)

func (f *phonesFlags) register(cmd *cobra.Command) {
	f.registerFleet(cmd.Flags())
	cmd.MarkFlagsMutuallyExclusive("http", "no-http")
	flags := cmd.Flags()
	flags.StringVar(&f.boot, "boot", bootAll, "which phones boot: all, once (those that never did) or none")
	flags.StringVar(&f.cause, "cause", string(phone.Reset), "why they boot: power-on, reset or restart")
	flags.IntVar(&f.workers, "workers", 256, "phones that boot at the same time")
	flags.Float64Var(&f.rate, "rate", 0, "phones to begin per second (default: as fast as they can)")
	flags.StringVar(&f.metrics, "metrics", "", "serve Prometheus metrics at http://ADDRESS/metrics while phones boot")
	flags.DurationVar(&f.retry, "retry", 0, "for how long phones without a configuration try again by themselves")
	_ = cmd.RegisterFlagCompletionFunc("boot", cobra.FixedCompletions([]string{bootAll, bootOnce, bootNone}, cobra.ShellCompDirectiveNoFileComp))
}

// registerFleet registers what says who the phones are and where their servers.
func (f *phonesFlags) registerFleet(flags *pflag.FlagSet) {
	flags.IntVar(&f.count, "count", 100, "phones in all shards")
	flags.StringSliceVar(&f.models, "models", []string{"8841"}, "models with their weights, MODEL[=WEIGHT]")
	flags.StringSliceVar(&f.groups, "groups", []string{"phones"}, "groups with their weights, NAME[=WEIGHT]")
	flags.StringSliceVar(&f.tftp, "tftp", nil, "TFTP servers, HOST[:PORT], first choice first; a phone uses two")
	flags.StringVar(&f.tvs, "tvs", "", "the one TVS server to ask instead of those in configurations, HOST[:PORT]")
	flags.StringSliceVar(&f.hosts, "host", nil, "address of a server that configurations name, NAME=ADDRESS")
	flags.StringVar(&f.lab, "lab", "", `servers as "tvslab serve -o json" printed them into this file`)
	flags.BoolVar(&f.http, "http", false, "all phones try HTTP 6970 before TFTP (default: those whose model does)")
	flags.BoolVar(&f.noHTTP, "no-http", false, "no phone tries HTTP 6970")
	flags.StringVar(&f.nameBase, "name-base", fleet.DefaultName, "device name of the first phone; the others count on from it")
	flags.StringVar(&f.source, "source", "", "source addresses, FIRST-LAST or a prefix like 127.1.0.0/16 (default: the system chooses)")
	flags.StringVar(&f.shard, "shard", "0/1", "which part of the fleet this is, I/N: phone k belongs to shard k mod N")
	flags.Uint64Var(&f.seed, "seed", 1, "decides which phone is of which group and model")
	flags.StringVar(&f.state, "state", "", "SQLite file that keeps the fleet")
}

// fleet returns what the flags describe. Its errors are the user's.
func (f *phonesFlags) fleet() (fleet.Config, *sockets.Servers, error) {
	c := fleet.Config{Count: f.count, Seed: f.seed, FirstName: strings.ToUpper(f.nameBase)}
	finder := &sockets.Servers{Hosts: map[string]string{}, Ports: map[sockets.Place]int{}}
	for _, part := range []func(*fleet.Config, *sockets.Servers) error{f.choices, f.servers, f.members, f.place} {
		if err := part(&c, finder); err != nil {
			return c, nil, usageError{err}
		}
	}
	if err := c.Check(); err != nil {
		return c, nil, usageError{err}
	}
	return c, finder, nil
}

func (f *phonesFlags) choices(c *fleet.Config, _ *sockets.Servers) error {
	switch {
	case !slices.Contains([]string{bootAll, bootOnce, bootNone}, f.boot):
		return fmt.Errorf("--boot %q: the choices are all, once and none", f.boot)
	case !slices.Contains([]phone.ResetCause{phone.PowerOn, phone.Reset, phone.Restart}, phone.ResetCause(f.cause)):
		return fmt.Errorf("--cause %q: the causes are power-on, reset and restart", f.cause)
	case f.workers < 1:
		return fmt.Errorf("--workers %d: at least 1", f.workers)
	case f.rate < 0 || f.retry < 0:
		return errors.New("--rate and --retry cannot be negative")
	}
	c.HTTP = f.transport()
	return nil
}

// transport says which phones try HTTP 6970 before TFTP.
func (f *phonesFlags) transport() fleet.HTTP {
	switch {
	case f.noHTTP:
		return fleet.HTTPNever
	case f.http:
		return fleet.HTTPAlways
	}
	return fleet.HTTPByModel
}

// servers says where servers are.
func (f *phonesFlags) servers(_ *fleet.Config, finder *sockets.Servers) error {
	if err := f.readLab(finder); err != nil {
		return err
	}
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
func (f *phonesFlags) readLab(finder *sockets.Servers) error {
	if f.lab == "" {
		return nil
	}
	doc, err := control.ReadDocument(f.lab)
	switch {
	case errors.Is(err, control.ErrNotDocument):
		return fmt.Errorf("--lab %q is not what tvslab serve -o json prints", f.lab)
	case err != nil:
		return fmt.Errorf("--lab: %w", err)
	}
	doc.AddTo(finder)
	if len(f.tftp) == 0 {
		f.tftp = doc.TFTP()
	}
	return nil
}

// members makes the groups, all with the same models and servers.
func (f *phonesFlags) members(c *fleet.Config, _ *sockets.Servers) error {
	var models []fleet.Share
	err := weighted("--models", f.models, func(name string, weight int) { models = append(models, fleet.Share{Model: name, Weight: weight}) })
	if err != nil {
		return err
	}
	return weighted("--groups", f.groups, func(name string, weight int) {
		c.Groups = append(c.Groups, fleet.Group{Name: name, Weight: weight, TFTP: f.tftp, Models: models})
	})
}

// weighted reads a list of NAME or NAME=WEIGHT.
func weighted(flag string, list []string, add func(name string, weight int)) error {
	for _, text := range list {
		name, share, given := strings.Cut(text, "=")
		weight := 1
		if given {
			var err error
			if weight, err = strconv.Atoi(share); err != nil || weight < 1 {
				return fmt.Errorf("%s %q: the weight is not a number from 1", flag, text)
			}
		}
		add(name, weight)
	}
	return nil
}

// place reads the shard and the source addresses.
func (f *phonesFlags) place(c *fleet.Config, _ *sockets.Servers) error {
	index, of, ok := strings.Cut(f.shard, "/")
	var err, err2 error
	c.Shard.Index, err = strconv.Atoi(index)
	c.Shard.Of, err2 = strconv.Atoi(of)
	if !ok || err != nil || err2 != nil || c.Shard.Of < 1 {
		return fmt.Errorf("--shard %q is not I/N", f.shard)
	}
	if f.source == "" {
		return nil
	}
	c.Source, c.Sources, err = addressRange(f.source)
	return err
}

// addressRange reads FIRST-LAST, one address, or a prefix without its first and last address.
func addressRange(text string) (first netip.Addr, count int, err error) {
	if prefix, err := netip.ParsePrefix(text); err == nil && prefix.Addr().Is4() && prefix.Bits() < 31 {
		return prefix.Masked().Addr().Next(), 1<<(32-prefix.Bits()) - 2, nil
	}
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, err = netip.ParseAddr(from)
	last, err2 := netip.ParseAddr(to)
	if err != nil || err2 != nil || !first.Is4() || !last.Is4() || last.Less(first) {
		return first, 0, fmt.Errorf("--source %q is not FIRST-LAST or a prefix of IPv4 addresses", text)
	}
	number := func(a netip.Addr) int { b := a.As4(); return int(b[0])<<24 | int(b[1])<<16 | int(b[2])<<8 | int(b[3]) }
	return first, number(last) - number(first) + 1, nil
}

// plan says who boots when.
func (f *phonesFlags) plan(fl *fleet.Fleet) []fleet.Wake {
	plan := make([]fleet.Wake, 0, fl.Size())
	for i := range fl.Size() {
		if f.boot == bootNone || f.boot == bootOnce && fl.Outcome(i).Boots > 0 {
			continue
		}
		w := fleet.Wake{Phone: i}
		if f.rate > 0 {
			w.After = time.Duration(float64(len(plan)) / f.rate * float64(time.Second))
		}
		plan = append(plan, w)
	}
	return plan
}

// phoneKeys returns the keys of new LSCs; the pool is opened when the first phone enrols.
func (a *app) phoneKeys() func(capf.KeySpec, uint64) (crypto.Signer, error) {
	open := sync.OnceValues(a.openKeys)
	return func(spec capf.KeySpec, n uint64) (crypto.Signer, error) {
		keys, err := open()
		switch {
		case err != nil:
			return nil, err
		case spec.Curve != "":
			return keys.EC(n)
		}
		return keys.RSA(spec.Bits, n)
	}
}
