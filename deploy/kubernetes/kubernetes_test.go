package kubernetes_test

import (
	"bytes"
	"flag"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"tvslab/deploy/kubernetes"
	"tvslab/service"
	"tvslab/sim/lab/addresses"
)

var update = flag.Bool("update", false, "write the golden files, and the services of the lab's base")

// podMonitor is what package k8s.io/api does not have, as far as it is used.
type podMonitor struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Selector            metav1.LabelSelector `json:"selector"`
		PodMetricsEndpoints []struct {
			Port string `json:"port"`
			Path string `json:"path"`
		} `json:"podMetricsEndpoints"`
	} `json:"spec"`
}

// object is a manifest as the API of Kubernetes reads it.
type object struct {
	metav1.TypeMeta
	metav1.ObjectMeta
	typed any
}

// types are the kinds of objects that there may be.
var types = map[string]func() (any, *metav1.TypeMeta, *metav1.ObjectMeta){
	"Job": func() (any, *metav1.TypeMeta, *metav1.ObjectMeta) {
		o := &batchv1.Job{}
		return o, &o.TypeMeta, &o.ObjectMeta
	},
	"StatefulSet": func() (any, *metav1.TypeMeta, *metav1.ObjectMeta) {
		o := &appsv1.StatefulSet{}
		return o, &o.TypeMeta, &o.ObjectMeta
	},
	"Service": func() (any, *metav1.TypeMeta, *metav1.ObjectMeta) {
		o := &corev1.Service{}
		return o, &o.TypeMeta, &o.ObjectMeta
	},
	"ConfigMap": func() (any, *metav1.TypeMeta, *metav1.ObjectMeta) {
		o := &corev1.ConfigMap{}
		return o, &o.TypeMeta, &o.ObjectMeta
	},
	"PersistentVolumeClaim": func() (any, *metav1.TypeMeta, *metav1.ObjectMeta) {
		o := &corev1.PersistentVolumeClaim{}
		return o, &o.TypeMeta, &o.ObjectMeta
	},
	"NetworkPolicy": func() (any, *metav1.TypeMeta, *metav1.ObjectMeta) {
		o := &networkingv1.NetworkPolicy{}
		return o, &o.TypeMeta, &o.ObjectMeta
	},
	"PodMonitor": func() (any, *metav1.TypeMeta, *metav1.ObjectMeta) {
		o := &podMonitor{}
		return o, &o.TypeMeta, &o.ObjectMeta
	},
}

// decode reads manifests strictly: an unknown field is an error.
func decode(t *testing.T, text string) (list []object) {
	t.Helper()
	for _, doc := range strings.Split(text, "\n---\n") {
		var meta metav1.TypeMeta
		require.NoError(t, yaml.Unmarshal([]byte(doc), &meta))
		made := types[meta.Kind]
		require.NotNil(t, made, "kind %q of\n%s", meta.Kind, doc)
		typed, m, o := made()
		require.NoError(t, yaml.UnmarshalStrict([]byte(doc), typed), doc)
		list = append(list, object{*m, *o, typed})
	}
	return list
}

// built is what kustomize makes of a base: kubectl where it is installed, else the files that it names, without the transformers, of which
// the bases have images alone.
func built(t *testing.T, dir string) string {
	t.Helper()
	if kubectl, err := exec.LookPath("kubectl"); err == nil {
		out, err := exec.Command(kubectl, "kustomize", dir).CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	return resolved(t, dir)
}

func resolved(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "kustomization.yaml"))
	require.NoError(t, err)
	var k struct {
		Resources []string
		Images    []struct{ Name, NewName, NewTag string }
	}
	require.NoError(t, yaml.Unmarshal(data, &k))
	var docs []string
	for _, name := range k.Resources {
		if filepath.Ext(name) == "" {
			docs = append(docs, resolved(t, filepath.Join(dir, name)))
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		docs = append(docs, strings.TrimSpace(string(text)))
	}
	text := strings.Join(docs, "\n---\n")
	for _, i := range k.Images {
		text = strings.ReplaceAll(text, "image: "+i.Name+"\n", "image: "+i.NewName+":"+i.NewTag+"\n")
	}
	return text
}

// printed is what is made for some options.
func printed(t *testing.T, list []*kubernetes.Object, err error) string {
	t.Helper()
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, kubernetes.WriteYAML(&b, list))
	return strings.TrimSpace(b.String())
}

var options = kubernetes.Options{Name: "storm", Image: "registry.example/tvslab:1.0", CPU: "1", Memory: "512Mi", Storage: "1Gi"}

func nodes(names ...string) (list []kubernetes.Node) {
	for i, name := range names {
		n := kubernetes.Node{Name: name}
		for _, at := range service.All() {
			n.Ports[at] = addresses.SharedPort(i, at, kubernetes.TFTPPort)
		}
		list = append(list, n)
	}
	return list
}

// sets are the manifests that are looked at: the bases, and what is printed for a table of options.
func sets(t *testing.T) map[string]string {
	moment := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	all := map[string]string{}
	for _, base := range append(kubernetes.Jobs(), "lab") {
		all["base-"+base] = built(t, base)
	}
	job := func(name, base string, change func(*kubernetes.Sharded)) {
		s := kubernetes.Sharded{Options: options, Base: base, Shards: 3, Deadline: time.Hour, Printed: moment}
		if change != nil {
			change(&s)
		}
		list, err := s.Make()
		all[name] = printed(t, list, err)
	}
	job("bench", "bench", func(s *kubernetes.Sharded) {
		s.Args, s.Merge, s.At = []string{"--tftp=10.1.1.11", "--count=1000"}, []string{"--fail-if=p99>2s"}, moment.Add(2*time.Minute)
		s.Reach = []netip.Prefix{netip.MustParsePrefix("10.1.1.11/32")}
		s.Namespace, s.PodMonitor, s.StorageClass, s.ReadWriteOnce = "rehearsal", true, "fast", true
	})
	job("explore", "explore", func(s *kubernetes.Sharded) {
		s.Args, s.Memory = []string{kubernetes.FilesAt + "/plan.yaml", "--deviations=2"}, "4Gi"
		s.Files = []kubernetes.File{{Name: "plan.yaml", Data: []byte("title: {{ .Values }} $(rm) 'quoted' \"twice\"\n---\nsteps: []\n")}}
	})
	job("fleet", "fleet", func(s *kubernetes.Sharded) { s.Args, s.Shards = []string{"--tftp=cucm-pub", "--count=20"}, 1 })
	l := kubernetes.Lab{Options: options, Args: []string{"tftp-both-changed-tvs-ok", "--steps=0"}, Nodes: nodes("cucm-pub", "cucm-sub1", "cucm-sub2")}
	l.Name, l.PodMonitor, l.StorageClass = "rehearsal", true, "fast"
	list, err := l.Make()
	all["lab"] = printed(t, list, err)
	return all
}

// TestGolden: what is printed is what was looked at.
func TestGolden(t *testing.T) {
	for name, text := range sets(t) {
		if strings.HasPrefix(name, "base-") {
			continue
		}
		golden := filepath.Join("testdata", name+".yaml")
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, []byte(text+"\n"), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), text+"\n", name)
	}
}

// TestServicesOfBase: the base of a lab has the Services that are printed for its scenario, and its arguments.
func TestServicesOfBase(t *testing.T) {
	const name = "lab/services.yaml"
	l := kubernetes.Lab{Options: options, Args: []string{"tftp-both-changed-tvs-ok", "--steps=0"}, Nodes: nodes("cucm-pub", "cucm-sub1")}
	l.Name, l.Memory = "lab", "1Gi"
	list, err := l.Make()
	var services []*kubernetes.Object
	for _, o := range list {
		if o.Kind() == "Service" {
			services = append(services, o)
		}
	}
	text := "# Made by go test ./deploy/kubernetes -update: the ports of nodes follow from the table of services.\n" + printed(t, services, err) + "\n"
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	have, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, text, string(have))

	data, err := os.ReadFile("lab/servers.yaml")
	require.NoError(t, err)
	base := decode(t, string(data))[0].typed.(*appsv1.StatefulSet)
	require.Equal(t, append([]string{"serve", "tftp-both-changed-tvs-ok", "--steps=0"}, kubernetes.Place()...), base.Spec.Template.Spec.Containers[0].Args)
}

// TestResolution: kubectl makes of the bases what this program reads in them.
func TestResolution(t *testing.T) {
	if _, err := exec.LookPath("kubectl"); err != nil {
		t.Skip("kubectl is not installed")
	}
	for _, base := range append(kubernetes.Jobs(), "lab") {
		byName := map[string]any{}
		for _, o := range decode(t, resolved(t, base)) {
			byName[o.Kind+o.Name] = o.typed
		}
		for _, o := range decode(t, built(t, base)) {
			require.Equal(t, byName[o.Kind+o.Name], o.typed, base)
			delete(byName, o.Kind+o.Name)
		}
		require.Empty(t, byName, base)
	}
}

// TestRefused: with what no cluster would be content is said before anything is printed.
func TestRefused(t *testing.T) {
	for want, change := range map[string]func(*kubernetes.Sharded){
		`name "Storm"`:            func(s *kubernetes.Sharded) { s.Name = "Storm" },
		`name "a\nb: c"`:          func(s *kubernetes.Sharded) { s.Name = "a\nb: c" },
		"at most 40":              func(s *kubernetes.Sharded) { s.Name = strings.Repeat("a", 41) },
		`namespace "x/y"`:         func(s *kubernetes.Sharded) { s.Namespace = "x/y" },
		"not latest":              func(s *kubernetes.Sharded) { s.Image = "tvslab:latest" },
		`image "tvslab"`:          func(s *kubernetes.Sharded) { s.Image = "tvslab" },
		`image "tvslab:1 evil"`:   func(s *kubernetes.Sharded) { s.Image = "tvslab:1 evil" },
		`cpu "many"`:              func(s *kubernetes.Sharded) { s.CPU = "many" },
		`memory "1Mi"`:            func(s *kubernetes.Sharded) { s.Memory = "1Mi" },
		`storage "-1"`:            func(s *kubernetes.Sharded) { s.Storage = "-1" },
		`storage class "a b"`:     func(s *kubernetes.Sharded) { s.StorageClass = "a b" },
		"0 shards":                func(s *kubernetes.Sharded) { s.Shards = 0 },
		"1001 shards":             func(s *kubernetes.Sharded) { s.Shards = 1001 },
		"deadline 1s":             func(s *kubernetes.Sharded) { s.Deadline = time.Second },
		`base "lab"`:              func(s *kubernetes.Sharded) { s.Base = "lab" },
		`file "a/b"`:              func(s *kubernetes.Sharded) { s.Files = []kubernetes.File{{Name: "a/b"}} },
		`file "a" is there twice`: func(s *kubernetes.Sharded) { s.Files = []kubernetes.File{{Name: "a"}, {Name: "a"}} },
		`file "a" is no text`:     func(s *kubernetes.Sharded) { s.Files = []kubernetes.File{{Name: "a", Data: []byte{0xff}}} },
		"bytes at most, together": func(s *kubernetes.Sharded) { s.Files = []kubernetes.File{{Name: "a", Data: make([]byte, 1_000_001)}} },
	} {
		s := kubernetes.Sharded{Options: options, Base: "bench", Shards: 2, Deadline: time.Hour}
		change(&s)
		_, err := s.Make()
		require.ErrorContains(t, err, want)
	}
	l := kubernetes.Lab{Options: options}
	_, err := l.Make()
	require.ErrorContains(t, err, "without nodes")
	for name, want := range map[string]string{"cucm_pub": "it is to be a Service", "pub.example.com": "it is to be a Service", "storm": "another name than its nodes"} {
		l.Nodes = nodes(name)
		_, err = l.Make()
		require.ErrorContains(t, err, want)
	}
}
