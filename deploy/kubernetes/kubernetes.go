// Package kubernetes makes manifests with which a Kubernetes cluster does what is too much for one machine: benchmarks, fleets and searches
// as Indexed Jobs, and labs. The folders beside this file are kustomize bases for `kubectl apply -k`; Make and Lab.Make fill the same bases
// for what somebody asks for. What the arguments of tvslab mean is left to the caller, who has checked them.
package kubernetes

import (
	"embed"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

//go:embed bench common explore fleet lab monitoring
var bases embed.FS

// Options are what all manifests have in common.
type Options struct {
	Name, Namespace string // Namespace may be ""
	Image           string
	CPU, Memory     string // of a pod: "1", "512Mi"
	Storage         string // of the volume: "1Gi"
	StorageClass    string // "" for that of the cluster
	Files           []File
	Reach           []netip.Prefix // beyond the namespace
	PodMonitor      bool
}

// File is a file that pods find in FilesAt.
type File struct {
	Name string
	Data []byte
}

// Places in pods.
const (
	FilesAt   = "/etc/tvslab"
	ResultsAt = "/results/"
	metricsAt = ":9090"
	keysAt    = "/tmp/keys"
)

// label is what a name must be: that of a Service or a label, of RFC 1123.
var label = regexp.MustCompile(`^[a-z]([-a-z0-9]*[a-z0-9])?$`)

// mostName leaves room for what Kubernetes and the objects of a run append to a name.
const mostName = 40

// CheckName reports what is wrong with a name of an object.
func CheckName(name string, most int) error {
	if !label.MatchString(name) || len(name) > most {
		return fmt.Errorf("%q: a name here has a to z, 0 to 9 and -, begins with a letter, ends with no -, and has at most %d characters", name, most)
	}
	return nil
}

var (
	image    = regexp.MustCompile(`^[a-z0-9]([-._a-z0-9]*[a-z0-9])?(:[0-9]+)?(/[a-z0-9]([-._a-z0-9]*[a-z0-9])?)*(:[A-Za-z0-9_][-._A-Za-z0-9]{0,127})?(@sha256:[0-9a-f]{64})?$`)
	quantity = regexp.MustCompile(`^([0-9]+)(\.[0-9]+)?(m|Ki|Mi|Gi|Ti)?$`)
	filename = regexp.MustCompile(`^[-._a-zA-Z0-9]+$`)
)

// mostData bounds the files of a ConfigMap, which has a megabyte with its names.
const mostData = 1_000_000

// check reports the first thing with which no cluster would be content.
func (o *Options) check() error {
	if err := CheckName(o.Name, mostName); err != nil {
		return fmt.Errorf("name %w", err)
	}
	if o.Namespace != "" {
		if err := CheckName(o.Namespace, 63); err != nil {
			return fmt.Errorf("namespace %w", err)
		}
	}
	if tag := image.FindStringSubmatch(o.Image); tag == nil || tag[5] == "" && tag[6] == "" || tag[5] == ":latest" {
		return fmt.Errorf("image %q: REPOSITORY:TAG or REPOSITORY@sha256:DIGEST, and not latest, which is another one tomorrow", o.Image)
	}
	for what, text := range map[string]string{"cpu": o.CPU, "memory": o.Memory, "storage": o.Storage} {
		if !quantity.MatchString(text) {
			return fmt.Errorf("%s %q: a number, or one with m, Ki, Mi, Gi or Ti", what, text)
		}
	}
	if o.StorageClass != "" && !label.MatchString(o.StorageClass) {
		return fmt.Errorf("storage class %q is no name", o.StorageClass)
	}
	if limit, err := bytesOf(o.Memory); err != nil || limit < leastMemory {
		return fmt.Errorf("memory %q: at least 64Mi, in Mi or Gi", o.Memory)
	}
	return o.checkFiles()
}

func (o *Options) checkFiles() error {
	sum, names := 0, map[string]bool{}
	for _, f := range o.Files {
		switch sum += len(f.Data); {
		case !filename.MatchString(f.Name):
			return fmt.Errorf("file %q: a name in a ConfigMap has letters, digits, dots, - and _", f.Name)
		case names[f.Name]:
			return fmt.Errorf("file %q is there twice", f.Name)
		case !utf8.Valid(f.Data):
			return fmt.Errorf("file %q is no text", f.Name)
		case sum > mostData:
			return fmt.Errorf("file %q: files of a ConfigMap have %d bytes at most, together; put it on a volume", f.Name, mostData)
		}
		names[f.Name] = true
	}
	return nil
}

const leastMemory = 64 << 20

// bytesOf reads a quantity of memory, without fractions.
func bytesOf(text string) (int64, error) {
	m := quantity.FindStringSubmatch(text)
	units := map[string]int64{"": 1, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40}
	if m == nil || m[2] != "" || units[m[3]] == 0 {
		return 0, errors.New("no quantity")
	}
	n, err := strconv.ParseInt(m[1], 10, 32)
	return n * units[m[3]], err
}

// goLimit is what the runtime of Go may use of a limit: nine tenths, the rest is of the kernel and of what the runtime does not count.
func goLimit(memory string) string {
	n, _ := bytesOf(memory)
	return fmt.Sprintf("%dMiB", n*9/10>>20)
}

// Jobs are the bases of jobs in shards.
func Jobs() []string { return []string{"bench", "explore", "fleet"} }

// Sharded is a job that many pods do together, and what adds up its results.
type Sharded struct {
	Options
	Base          string   // one of Jobs
	Shards        int      // pods
	Args          []string // of tvslab, in each pod, without those that follow from the rest
	Merge         []string // of the merge, likewise
	At            time.Time
	Printed       time.Time // now: results that were written before are of another run
	Deadline      time.Duration
	ReadWriteOnce bool // the volume of results is on one machine
}

// MostShards bounds the pods of a job.
const MostShards = 1000

// Make returns the objects of the job.
func (s Sharded) Make() ([]*Object, error) {
	switch err := s.check(); {
	case err != nil:
		return nil, err
	case s.Shards < 1 || s.Shards > MostShards:
		return nil, fmt.Errorf("%d shards: 1 to %d", s.Shards, MostShards)
	case s.Deadline < time.Minute || s.Deadline > 1000*time.Hour:
		return nil, fmt.Errorf("deadline %s: a minute to 1000h", s.Deadline)
	case !slices.Contains(Jobs(), s.Base):
		return nil, fmt.Errorf("base %q is none of %s", s.Base, strings.Join(Jobs(), ", "))
	}
	list, err := load(s.Base)
	if err != nil {
		return nil, err
	}
	for _, o := range list {
		switch o.Kind() {
		case "PersistentVolumeClaim":
			s.volume(o)
		case "Job":
			s.job(o)
		}
	}
	return s.finish(list)
}

// volume is where results lie.
func (s *Sharded) volume(o *Object) {
	o.set("metadata/name", s.Name+"-results")
	o.set("spec/resources/requests/storage", s.Storage)
	if s.StorageClass != "" {
		o.set("spec/storageClassName", s.StorageClass)
	}
	if s.ReadWriteOnce {
		o.set("spec/accessModes", []string{"ReadWriteOnce"})
	}
}

// pod is the path of the pod of a Job and of a StatefulSet, container that of its container.
const (
	pod       = "spec/template/spec/"
	container = pod + "containers/0/"
)

// mergeTime is how much longer a merge may take than the shards.
const mergeTime = 10 * time.Minute

func (s *Sharded) job(o *Object) {
	args, name, deadline := s.shardArgs(), s.Name, s.Deadline
	if o.text("spec/completionMode") == "" {
		args, name, deadline = s.mergeArgs(), s.Name+"-merge", s.Deadline+mergeTime
	} else {
		o.set("spec/completions", s.Shards)
		o.set("spec/parallelism", s.Shards)
	}
	o.set("metadata/name", name)
	o.set("spec/activeDeadlineSeconds", int(deadline.Seconds()))
	o.set(container+"args", args)
	o.set(pod+"volumes/0/persistentVolumeClaim/claimName", s.Name+"-results")
	o.set(container+"resources/requests/cpu", s.CPU)
	o.set(container+"resources/limits/cpu", s.CPU)
	s.pod(o)
}

// programs are the commands of the bases.
var programs = map[string]string{"bench": "bench", "explore": "explore", "fleet": "phones"}

func (s *Sharded) shardArgs() []string {
	args := append([]string{programs[s.Base]}, s.Args...)
	args = append(args, fmt.Sprintf("--shard=auto/%d", s.Shards), "--results="+ResultsAt, "--keys="+keysAt)
	if s.Base != "explore" {
		args = append(args, "--at="+s.start(), "--metrics="+metricsAt)
	}
	return args
}

func (s *Sharded) start() string {
	if s.At.IsZero() {
		return "now"
	}
	return s.At.UTC().Format(time.RFC3339)
}

// slack is how far the clock of a file server may be behind.
const slack = time.Minute

// kept is what merges leave beside the results of shards.
var kept = map[string][]string{
	"bench":   {"--results=" + ResultsAt + "all.json", "--html=" + ResultsAt + "all.html"},
	"explore": {"--results=" + ResultsAt + "all.json", "--examples=" + ResultsAt + "causes"},
}

func (s *Sharded) mergeArgs() []string {
	args := []string{programs[s.Base], "merge", ResultsAt, fmt.Sprintf("--shards=%d", s.Shards), "--wait=" + s.Deadline.String()}
	if !s.Printed.IsZero() {
		args = append(args, "--after="+s.Printed.Add(-slack).UTC().Format(time.RFC3339))
	}
	return append(append(args, kept[s.Base]...), s.Merge...)
}

// pod fills what pods of jobs and labs have in common.
func (o *Options) pod(in *Object) {
	in.set(container+"image", o.Image)
	in.set(container+"resources/requests/memory", o.Memory)
	in.set(container+"resources/limits/memory", o.Memory)
	for i := 0; in.at(container+"env/"+strconv.Itoa(i), false) != nil; i++ {
		if where := container + "env/" + strconv.Itoa(i) + "/"; in.text(where+"name") == "GOMEMLIMIT" {
			in.set(where+"value", goLimit(o.Memory))
		}
	}
	if len(o.Files) > 0 {
		in.add(container+"volumeMounts", map[string]any{"name": "files", "mountPath": FilesAt, "readOnly": true})
		in.add(pod+"volumes", map[string]any{"name": "files", "configMap": map[string]any{"name": o.Name + "-files"}})
	}
}

// finish adds what every set of objects has: files, egress, a monitor, labels and the namespace.
func (o *Options) finish(list []*Object) ([]*Object, error) {
	if len(o.Files) > 0 {
		list = append([]*Object{o.files()}, list...)
	}
	if o.PodMonitor {
		data, err := bases.ReadFile(path.Join("monitoring", "podmonitor.yaml"))
		if err != nil {
			return nil, err
		}
		monitor, err := parse("podmonitor.yaml", data)
		if err != nil {
			return nil, err
		}
		list = append(list, monitor...)
	}
	for _, one := range list {
		o.own(one)
	}
	return list, nil
}

// labels are where the instance is named.
var instances = []string{"metadata/labels", "spec/selector/matchLabels", "spec/podSelector/matchLabels", "spec/template/metadata/labels", "spec/selector",
	"spec/volumeClaimTemplates/0/metadata/labels"}

// own makes an object one of this run.
func (o *Options) own(one *Object) {
	if kind := one.Kind(); kind == "NetworkPolicy" || kind == "PodMonitor" {
		one.set("metadata/name", o.Name)
	}
	for _, r := range o.Reach {
		if one.Kind() == "NetworkPolicy" {
			one.add("spec/egress", map[string]any{"to": []any{map[string]any{"ipBlock": map[string]any{"cidr": r.Masked().String()}}}})
		}
	}
	for _, where := range instances {
		if n := one.at(where, false); n != nil && field(n, "app.kubernetes.io/name", false) != nil {
			field(n, "app.kubernetes.io/instance", true).SetString(o.Name)
		}
	}
	if o.Namespace != "" {
		one.set("metadata/namespace", o.Namespace)
	}
}

// files is the ConfigMap with the files.
func (o *Options) files() *Object {
	data := map[string]string{}
	for _, f := range o.Files {
		data[f.Name] = string(f.Data)
	}
	return object("v1", "ConfigMap", o.Name+"-files", map[string]any{"immutable": true, "data": data})
}

// object makes an object that no base has.
func object(version, kind, name string, fields map[string]any) *Object {
	o := &Object{nodeOf(map[string]any{})}
	o.set("apiVersion", version)
	o.set("kind", kind)
	o.set("metadata/name", name)
	o.set("metadata/labels", map[string]string{"app.kubernetes.io/name": "tvslab", "app.kubernetes.io/instance": name})
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		o.set(key, fields[key])
	}
	return o
}
