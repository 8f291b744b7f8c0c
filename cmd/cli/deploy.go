package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tvslab/deploy/kubernetes"
)

// deployVerb is tvslab deploy kubernetes with its flags.
type deployVerb struct {
	*app
	kubernetes.Options
	shards   int
	deadline time.Duration
	startIn  time.Duration
	start    startFlag
	once     bool
	reach    []string
}

func deployCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "deploy", Short: "Print what lets other systems run tvslab on many machines",
		Long: "Prints manifests with which a Kubernetes cluster does what is too much for one machine.",
	}
	below := &cobra.Command{
		Use: "kubernetes", Short: "Print manifests of Kubernetes for a benchmark, a fleet, a search or a lab",
		Long: `Prints manifests for kubectl apply -f -. What stands behind -- are the arguments of tvslab in the cluster: they are read as the command
itself reads them, so that what is wrong is said here. Files that they name go into a ConfigMap.

Benchmarks, fleets and searches are Indexed Jobs, one pod for each shard, and a second Job that waits for all results on a common volume,
prints the report and fails by threshold. A lab is one pod with a Service for each node. docs/many-machines.md tells more.`,
		Example: `  tvslab deploy kubernetes lab --image registry.example/tvslab:1.0 -- rotation.yaml \
      | kubectl apply -f -`,
	}
	for _, row := range deployments {
		below.AddCommand(row.command(a))
	}
	cmd.AddCommand(below)
	return cmd
}

// deployment is a job or a lab that a cluster can have.
type deployment struct {
	use, short, long, example string
	// tool returns the command that pods run, and what checks it once its flags are read.
	tool   func(a *app) (cmd *cobra.Command, check func(context.Context, []string) (reach []string, err error))
	own    string // flags of the tool that the manifests set, or that have no use there
	files  string // flags that name files of this machine
	merge  string // flags that are for the merge
	memory string
	nodes  func(ctx context.Context, a *app, name string, cmd *cobra.Command) ([]kubernetes.Node, error) // of a lab; nil for jobs in shards
}

func (d *deployment) command(a *app) *cobra.Command {
	v := &deployVerb{app: a}
	cmd := &cobra.Command{
		Use: d.use + " [flags] -- ARGUMENT...", Short: d.short, Long: d.long, Example: d.example,
		Args: func(cmd *cobra.Command, args []string) error {
			if at := cmd.ArgsLenAtDash(); at != 0 {
				return usageError{fmt.Errorf("what tvslab is to do in the cluster stands behind --: %s -- ARGUMENT", cmd.CommandPath())}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), d, args) },
	}
	v.register(cmd, d)
	return cmd
}

func (v *deployVerb) register(cmd *cobra.Command, d *deployment) {
	flags := cmd.Flags()
	flags.StringVar(&v.Name, "name", d.use, "name of all that is made")
	flags.StringVar(&v.Namespace, "namespace", "", "namespace (default: that of kubectl)")
	flags.StringVar(&v.Image, "image", "", "image of tvslab: REPOSITORY:TAG, or with @sha256:DIGEST")
	flags.StringVar(&v.CPU, "cpu", "1", "processors of a pod, request and limit")
	flags.StringVar(&v.Memory, "memory", d.memory, "memory of a pod, request and limit")
	flags.StringVar(&v.Storage, "storage", "1Gi", "size of the volume")
	flags.StringVar(&v.StorageClass, "storage-class", "", "storage class of the volume (default: that of the cluster)")
	flags.StringSliceVar(&v.reach, "reach", nil, "networks beyond the namespace that pods may speak to, as 10.1.0.0/16; addresses in the arguments are among them")
	flags.BoolVar(&v.PodMonitor, "pod-monitor", false, "print a PodMonitor too, for clusters with the Prometheus operator")
	_ = cmd.MarkFlagRequired("image")
	if d.nodes != nil {
		return
	}
	flags.IntVar(&v.shards, "shards", 4, "pods that share the work")
	flags.DurationVar(&v.deadline, "deadline", 2*time.Hour, "end what takes longer")
	flags.BoolVar(&v.once, "read-write-once", false, "the volume of results can be on one machine only: all pods run there")
	if d.use != "explore" {
		v.start.register(cmd, "shards begin")
		flags.DurationVar(&v.startIn, "start-in", 0, "shards begin together so long from now")
		cmd.MarkFlagsMutuallyExclusive("at", "start-in")
	}
}

func (v *deployVerb) run(ctx context.Context, d *deployment, args []string) error {
	tool, err := v.read(ctx, d, args)
	if err != nil {
		return err
	}
	list, err := v.make(ctx, d, tool)
	if err != nil {
		return usageError{err}
	}
	return v.print(kubernetes.ListOf(list), func(w io.Writer) error { return kubernetes.WriteYAML(w, list) })
}

// toolArgs are the arguments of tvslab in the cluster.
type toolArgs struct {
	shard, merge []string
	scenario     string // of a lab, as it was given
	cmd          *cobra.Command
}

// read reads the arguments as the tool does, and takes the files that they name.
func (v *deployVerb) read(ctx context.Context, d *deployment, args []string) (*toolArgs, error) {
	cmd, check := d.tool(&app{in: strings.NewReader(""), out: v.errs, errs: v.errs, output: "text", keys: v.keys})
	(&cobra.Command{Use: "tvslab"}).AddCommand(cmd)
	if err := cmd.ParseFlags(args); err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", pathOf(cmd), err)}
	}
	rest := cmd.Flags().Args()
	for _, name := range strings.Fields(d.own) {
		if given(cmd.Flags(), name) {
			return nil, usageError{fmt.Errorf("--%s is said by the manifests, or has no use in a pod; leave it out", name)}
		}
	}
	reach, err := v.checked(ctx, cmd, rest, check)
	if err != nil {
		return nil, err
	}
	v.reach = append(v.reach, reach...)
	t := &toolArgs{cmd: cmd, scenario: strings.Join(rest, " ")}
	return t, v.take(d, t, rest)
}

// checked does what comes before the command itself.
func (v *deployVerb) checked(ctx context.Context, cmd *cobra.Command, rest []string, check func(context.Context, []string) ([]string, error)) ([]string, error) {
	if err := cmd.ValidateArgs(rest); err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", pathOf(cmd), err)}
	}
	if err := cmd.ValidateFlagGroups(); err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", pathOf(cmd), err)}
	}
	if err := errors.Join(emptyFlags(cmd), idleFlags(cmd)); err != nil {
		return nil, err
	}
	return check(ctx, rest)
}

// take writes the arguments for pods, where files are elsewhere.
func (v *deployVerb) take(d *deployment, t *toolArgs, rest []string) (err error) {
	for i, name := range rest {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			if rest[i], err = v.file(name); err != nil {
				return err
			}
		}
	}
	t.shard = rest
	t.cmd.Flags().Visit(func(f *pflag.Flag) {
		to, values := &t.shard, valuesOf(f)
		if slices.Contains(strings.Fields(d.merge), f.Name) {
			to = &t.merge
		}
		for _, value := range values {
			if err == nil && slices.Contains(strings.Fields(d.files), f.Name) {
				value, err = v.file(value)
			}
			*to = append(*to, "--"+f.Name+"="+value)
		}
	})
	return err
}

// valuesOf are what a flag was given, as one would type it.
func valuesOf(f *pflag.Flag) []string {
	switch value := f.Value.(type) {
	case pflag.SliceValue:
		return value.GetSlice()
	default:
		return []string{strings.Trim(f.Value.String(), "[]")}
	}
}

// file takes a file into the ConfigMap, and returns where it is in pods.
func (v *deployVerb) file(name string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	v.Files = append(v.Files, kubernetes.File{Name: filepath.Base(name), Data: data})
	return kubernetes.FilesAt + "/" + filepath.Base(name), nil
}

func (v *deployVerb) make(ctx context.Context, d *deployment, t *toolArgs) ([]*kubernetes.Object, error) {
	var err error
	if v.Reach, err = prefixes(v.reach); err != nil {
		return nil, err
	}
	if d.nodes != nil {
		nodes, err := d.nodes(ctx, v.app, t.scenario, t.cmd)
		if err != nil {
			return nil, err
		}
		return kubernetes.Lab{Options: v.Options, Args: t.shard, Nodes: nodes}.Make()
	}
	if err := v.start.read(); err != nil {
		return nil, err
	}
	printed := time.Now()
	if v.startIn > 0 {
		v.start.at = printed.Add(v.startIn).Truncate(time.Second)
	}
	return kubernetes.Sharded{Options: v.Options, Base: d.use, Shards: v.shards, Args: t.shard, Merge: t.merge, At: v.start.at, Printed: printed,
		Deadline: v.deadline, ReadWriteOnce: v.once}.Make()
}

// prefixes reads networks and addresses; each once.
func prefixes(texts []string) (list []netip.Prefix, err error) {
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if a, err2 := netip.ParseAddr(text); err2 == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("--reach %q: a network as 10.1.0.0/16", text)
		}
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list, nil
}
