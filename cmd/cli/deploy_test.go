//go:build !race

// The race detector would look at the processes of pods too, and at the types of Kubernetes: the plain run plays this.

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// machine does what a cluster of Kubernetes would: it runs pods as processes, with the arguments, the environment and the volumes of their
// manifests, on loopback addresses.
type machine struct {
	t      *testing.T
	dir    string            // volumes, by name
	keys   string            // what --keys is, so that no keys are made
	moved  map[string]string // addresses of the cluster, and those that stand for them here
	config map[string]map[string]string
}

// in is the machine for a part of the test.
func (m *machine) in(t *testing.T) *machine {
	one := *m
	one.t = t
	return &one
}

// printed are the manifests that tvslab deploy kubernetes prints.
func (m *machine) printed(args ...string) []string {
	m.t.Helper()
	out, err := m.run(nil, append([]string{"deploy", "kubernetes"}, args...)...)
	require.NoError(m.t, err, string(out))
	docs := strings.Split(string(out), "\n---\n")
	for _, doc := range docs {
		var c corev1.ConfigMap
		if m.read(doc, "ConfigMap", &c) {
			m.config[c.Name] = c.Data
		}
	}
	return docs
}

func (m *machine) read(doc, kind string, into any) bool {
	var meta metav1.TypeMeta
	require.NoError(m.t, yaml.Unmarshal([]byte(doc), &meta), doc)
	if meta.Kind != kind {
		return false
	}
	require.NoError(m.t, yaml.UnmarshalStrict([]byte(doc), into), doc)
	return true
}

// run runs tvslab in the environment of this test, and returns what it prints.
func (m *machine) run(env []string, args ...string) ([]byte, error) {
	cmd := exec.Command("tvslab", args...)
	cmd.Env = append(env, "PATH="+os.Getenv("PATH"), "HOME="+m.dir, "XDG_RUNTIME_DIR="+m.dir)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, errs.String())
	}
	return out, err
}

// start starts the container of a pod that has an address.
func (m *machine) start(pod corev1.PodSpec, address string, env ...string) *exec.Cmd {
	m.t.Helper()
	c := pod.Containers[0]
	cmd := exec.CommandContext(m.t.Context(), "tvslab")
	cmd.Env = append(env, "PATH="+os.Getenv("PATH"))
	for _, e := range c.Env {
		value := e.Value
		if e.ValueFrom != nil {
			require.Equal(m.t, "status.podIP", e.ValueFrom.FieldRef.FieldPath)
			value = address
		}
		cmd.Env = append(cmd.Env, e.Name+"="+m.place(pod, value))
	}
	for _, arg := range c.Args {
		arg = strings.ReplaceAll(arg, "$(POD_IP)", address)
		arg = regexp.MustCompile(`=(:9090)$`).ReplaceAllString(arg, "="+address+"$1")
		for from, to := range m.moved {
			arg = strings.ReplaceAll(arg, from, to)
		}
		if strings.HasPrefix(arg, "--keys=") {
			arg = "--keys=" + m.keys
		}
		name, value, valued := strings.Cut(arg, "=")
		if !valued {
			name, value = "", arg
		} else {
			name += "="
		}
		cmd.Args = append(cmd.Args, name+m.place(pod, value))
	}
	cmd.Stderr, cmd.Stdout = &lockedBuffer{}, &lockedBuffer{}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	require.NoError(m.t, cmd.Start())
	return cmd
}

// place is where a path of a pod is here.
func (m *machine) place(pod corev1.PodSpec, path string) string {
	for _, mount := range pod.Containers[0].VolumeMounts {
		rest, under := strings.CutPrefix(path, mount.MountPath)
		if !under {
			continue
		}
		volume := mount.Name
		for _, v := range pod.Volumes {
			switch {
			case v.Name == mount.Name && v.PersistentVolumeClaim != nil:
				volume = v.PersistentVolumeClaim.ClaimName
			case v.Name == mount.Name && v.ConfigMap != nil:
				volume = v.ConfigMap.Name
			}
		}
		dir := filepath.Join(m.dir, volume)
		require.NoError(m.t, os.MkdirAll(dir, 0o700))
		for name, text := range m.config[volume] {
			require.NoError(m.t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		}
		return dir + rest
	}
	return path
}

// lockedBuffer is what a process prints, while it does.
type lockedBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// until asks again and again until something holds.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond) // other processes: there is nothing else to wait on
	defer tick.Stop()
	for range 6000 {
		if holds() {
			return
		}
		<-tick.C
	}
	t.Fatalf("%s did not come", what)
}

// page reads a page of a pod, "" where it is not there yet.
func page(url string) string {
	answer, err := http.Get(url)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK {
		return ""
	}
	return string(text)
}

// array says how a system tells processes which of n they are.
type array func(i, n int) []string

func kubernetesJob(i, _ int) []string { return []string{fmt.Sprintf("JOB_COMPLETION_INDEX=%d", i)} }

func slurmArray(i, n int) []string {
	return []string{fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", i+1), "SLURM_ARRAY_TASK_MIN=1", fmt.Sprintf("SLURM_ARRAY_TASK_MAX=%d", n), fmt.Sprintf("SLURM_ARRAY_TASK_COUNT=%d", n)}
}

// job runs the pods of an Indexed Job. Where kill is set, the second one is killed as soon as it holds, and started again as the Job says.
func (m *machine) job(docs []string, network string, in array, kill func(address string) bool) (shards *batchv1.Job, merge *batchv1.Job) {
	m.t.Helper()
	for _, doc := range docs {
		var j batchv1.Job
		if m.read(doc, "Job", &j) && j.Spec.CompletionMode != nil {
			shards = &j
		} else if j.Name != "" {
			merge = &j
		}
	}
	n := int(*shards.Spec.Completions)
	pods := make([]*exec.Cmd, n)
	for i := range pods {
		pods[i] = m.start(shards.Spec.Template.Spec, fmt.Sprintf("%s.%d", network, i+1), in(i, n)...)
	}
	if kill != nil {
		const second = 1
		address := fmt.Sprintf("%s.%d", network, second+1)
		until(m.t, "the moment to kill", func() bool { return kill(address) })
		require.NoError(m.t, pods[second].Process.Kill())
		require.Error(m.t, pods[second].Wait())
		_, err := os.Stat(filepath.Join(m.dir, shards.Name+"-results", fmt.Sprintf("shard-1-of-%d.json", n)))
		require.ErrorIs(m.t, err, os.ErrNotExist, "half a result")
		require.Positive(m.t, *shards.Spec.BackoffLimitPerIndex)
		require.NotContains(m.t, shards.Spec.PodFailurePolicy.Rules[1].OnExitCodes.Values, int32(137))
		pods[second] = m.start(shards.Spec.Template.Spec, address, in(second, n)...)
	}
	for _, pod := range pods {
		require.NoError(m.t, pod.Wait(), "%s", pod.Stderr)
		require.Contains(m.t, fmt.Sprint(pod.Stderr), "tvslab: shard ")
	}
	return shards, merge
}

// merged is what the merge of a job prints, as JSON; its exit status is that of the job's verdict.
func (m *machine) merged(j *batchv1.Job, into any, status int) {
	m.t.Helper()
	pod := j.Spec.Template.Spec
	pod.Containers[0].Args = append(pod.Containers[0].Args, "-o", "json")
	cmd := m.start(pod, "")
	err := cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = nil
	}
	require.NoError(m.t, err)
	require.Equal(m.t, status, cmd.ProcessState.ExitCode(), "%s", cmd.Stderr)
	require.NoError(m.t, json.Unmarshal([]byte(fmt.Sprint(cmd.Stdout)), into))
}

// whole runs what a job does in one process.
func (m *machine) whole(j *batchv1.Job, into any) {
	m.t.Helper()
	pod := j.Spec.Template.Spec
	var args []string
	for _, arg := range pod.Containers[0].Args {
		if !strings.HasPrefix(arg, "--shard=") && !strings.HasPrefix(arg, "--results=") && !strings.HasPrefix(arg, "--metrics=") {
			args = append(args, arg)
		}
	}
	pod.Containers[0].Args = append(args, "-o", "json")
	cmd := m.start(pod, "")
	_ = cmd.Wait() // what was found is a status too
	require.NoError(m.t, json.Unmarshal([]byte(fmt.Sprint(cmd.Stdout)), into), "%s", cmd.Stderr)
}

// services forward what comes to the addresses of Services over TCP, as the cluster would.
func (m *machine) services(docs []string, pod string, network string) {
	n := 0
	for _, doc := range docs {
		var s corev1.Service
		if !m.read(doc, "Service", &s) || s.Spec.ClusterIP == "None" {
			continue
		}
		n++
		m.moved[fmt.Sprintf("10.96.0.%d", n)] = fmt.Sprintf("%s.%d", network, n)
		for _, p := range s.Spec.Ports {
			if p.Protocol == corev1.ProtocolTCP {
				m.forward(fmt.Sprintf("%s.%d:%d", network, n, p.Port), fmt.Sprintf("%s:%d", pod, p.TargetPort.IntValue()))
			}
		}
	}
}

func (m *machine) forward(from, to string) {
	l, err := net.Listen("tcp", from)
	require.NoError(m.t, err)
	var wait sync.WaitGroup
	m.t.Cleanup(func() { l.Close(); wait.Wait() })
	ctx := m.t.Context()
	wait.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			wait.Go(func() { forwarded(ctx, client, to) })
		}
	})
}

func forwarded(ctx context.Context, client net.Conn, to string) {
	defer client.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	stop := context.AfterFunc(ctx, func() { client.Close(); server.Close() })
	defer stop()
	done := make(chan struct{})
	go func() { _, _ = io.Copy(server, client); server.Close(); close(done) }()
	_, _ = io.Copy(client, server)
	client.Close()
	<-done
}

// lab runs the pod of a lab until it is ready.
func (m *machine) lab(docs []string, address string) *exec.Cmd {
	for _, doc := range docs {
		var s appsv1.StatefulSet
		if m.read(doc, "StatefulSet", &s) {
			pod := m.start(s.Spec.Template.Spec, address)
			until(m.t, "the lab", func() bool { return page("http://"+address+":9090/readyz") != "" })
			require.NotEmpty(m.t, page("http://"+address+":9090/healthz"))
			return pod
		}
	}
	m.t.Fatal("no StatefulSet")
	return nil
}

const manyPhones = `title: many phones
source: tech note 214231
release: "11.5"
cluster:
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", devices: [SEP0A0B00000001..SEP0A0B0000003C], tftp: [cucm-pub, cucm-sub1]}
steps:
  - power-on: all
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: [Cisco CallManager, Cisco Tftp], nodes: all}
  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - reset: all
  - expect: {desk: {registered: true}}
`

// results are what a benchmark reports, as far as it is exact.
type results struct {
	Results []struct {
		Boots  struct{ Planned, Begun, Ended, Failed int }
		Shards []any
		Phases []struct {
			Phase    string
			Errors   int
			Outcomes map[string]int
			Latency  struct{ Count int }
		}
	}
}

// exact is the part of a search that is the same however it is divided.
type exact struct {
	Exhausted bool
	Price     int
	Causes    []struct {
		Group, Code string
		Deviations  []string
		Price       int
		Example     string
	}
}

// TestManifestsRun: what the manifests say, done by processes: a lab, a benchmark of which a shard is killed, a fleet, a search. What the
// merges say is what one process says.
func TestManifestsRun(t *testing.T) {
	keys, err := filepath.Abs("../../testdata/keys")
	require.NoError(t, err)
	net := fmt.Sprintf("127.%d", 100+os.Getpid()%130)
	m := &machine{t: t, dir: t.TempDir(), keys: keys, moved: map[string]string{}, config: map[string]map[string]string{}}
	plan := filepath.Join(t.TempDir(), "plan.yaml")
	require.NoError(t, os.WriteFile(plan, []byte(manyPhones), 0o600))
	image := []string{"--image", "registry.example/tvslab:1.0", "--keys", keys}
	deploy := func(what string, args ...string) []string {
		return m.printed(append(append([]string{what}, image...), args...)...)
	}

	servers := deploy("lab", "--", plan, "--steps=0")
	pod := m.lab(servers, net+".240.1")
	m.moved["10.244.0.1"] = net + ".240.1"
	m.services(servers, net+".240.1", net+".241")
	reach := []string{"--tftp=10.244.0.1:6969,10.244.0.1:7069", "--host=cucm-pub=10.96.0.1,cucm-sub1=10.96.0.2", "--no-http", "--name-base=SEP0A0B00000001", "--count=60"}

	for name, in := range map[string]array{"kubernetes": kubernetesJob, "slurm": slurmArray} {
		t.Run(name+" bench", func(t *testing.T) {
			m := m.in(t)
			docs := deploy("bench", append([]string{"--name=storm-" + name, "--shards=3", "--start-in=1s", "--", "--plan=constant:20/s", "--fail-if=max>1ns"}, reach...)...)
			shards, merge := m.job(docs, net+".242", in, func(address string) bool {
				return strings.Contains(page("http://"+address+":9090/metrics"), `tvslab_boots_total{`)
			})
			var sum, one results
			m.merged(merge, &sum, 1) // the threshold
			m.whole(shards, &one)
			require.Len(t, sum.Results[0].Shards, 3)
			require.Equal(t, one.Results[0].Boots, sum.Results[0].Boots)
			require.Equal(t, 60, sum.Results[0].Boots.Ended)
			require.Zero(t, sum.Results[0].Boots.Failed)
			require.Equal(t, one.Results[0].Phases, sum.Results[0].Phases)
			_, err := os.Stat(filepath.Join(m.dir, "storm-"+name+"-results", "all.html"))
			require.NoError(t, err)
		})
		t.Run(name+" fleet", func(t *testing.T) {
			m := m.in(t)
			docs := deploy("fleet", append([]string{"--name=fleet-" + name, "--shards=3", "--"}, reach...)...)
			shards, merge := m.job(docs, net+".243", in, nil)
			type fleet struct {
				Phones, Unserved int
				Booted           int   `json:"booted"`
				PhonesBooted     int   `json:"phones_booted"`
				Groups           []any `json:"groups"`
			}
			var sum, one fleet
			m.merged(merge, &sum, 0)
			m.whole(shards, &one)
			require.Equal(t, one, sum)
			require.Equal(t, 60, sum.PhonesBooted)
			require.Zero(t, sum.Unserved)
		})
		t.Run(name+" explore", func(t *testing.T) {
			m := m.in(t)
			docs := deploy("explore", "--name=search-"+name, "--shards=3", "--", plan, "--deviations=1")
			shards, merge := m.job(docs, net+".244", in, nil)
			var sum, one exact
			m.merged(merge, &sum, 1)
			shards.Spec.Template.Spec.Containers[0].Args = append(shards.Spec.Template.Spec.Containers[0].Args, "--all")
			m.whole(shards, &one)
			require.Equal(t, one, sum)
			require.NotEmpty(t, sum.Causes)
		})
	}

	// The pod of the lab is restarted: it goes on with what is on the volume.
	require.NoError(t, pod.Process.Kill())
	require.Error(t, pod.Wait())
	pod = m.lab(servers, net+".240.1")
	require.Contains(t, fmt.Sprint(pod.Stderr), "going on with the lab in")
	require.NoError(t, pod.Process.Signal(os.Interrupt))
	_ = pod.Wait()
}
