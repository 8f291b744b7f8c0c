package kubernetes_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// podOf is a pod with what makes it.
type podOf struct {
	owner  object
	labels map[string]string
	meta   metav1.ObjectMeta
	spec   corev1.PodSpec
	claims []string // of volumeClaimTemplates
}

func (p podOf) main() corev1.Container { return p.spec.Containers[0] }

func pods(list []object) (all []podOf) {
	for _, o := range list {
		switch x := o.typed.(type) {
		case *batchv1.Job:
			all = append(all, podOf{o, x.Spec.Template.Labels, x.Spec.Template.ObjectMeta, x.Spec.Template.Spec, nil})
		case *appsv1.StatefulSet:
			p := podOf{o, x.Spec.Template.Labels, x.Spec.Template.ObjectMeta, x.Spec.Template.Spec, nil}
			for _, c := range x.Spec.VolumeClaimTemplates {
				p.claims = append(p.claims, c.Name)
			}
			all = append(all, p)
		}
	}
	return all
}

func of[T any](list []object) (all []T) {
	for _, o := range list {
		if x, ok := o.typed.(T); ok {
			all = append(all, x)
		}
	}
	return all
}

func yes(b *bool) bool { return b != nil && *b }
func no(b *bool) bool  { return b != nil && !*b }

// rules are what every set of manifests keeps: each returns what breaks it.
var rules = []struct {
	name string
	pod  func(p podOf, all []object) []string
	set  func(all []object) []string
}{
	{name: "pods do not run as root, and gain nothing", pod: func(p podOf, _ []object) []string {
		c := p.spec.SecurityContext
		return broken(c != nil && yes(c.RunAsNonRoot) && c.RunAsUser != nil && *c.RunAsUser > 0 && c.SeccompProfile != nil && c.SeccompProfile.Type == corev1.SeccompProfileTypeRuntimeDefault,
			"security context of the pod")
	}},
	{name: "containers have no capabilities and write to volumes only", pod: func(p podOf, _ []object) []string {
		c := p.main().SecurityContext
		return broken(c != nil && no(c.AllowPrivilegeEscalation) && yes(c.ReadOnlyRootFilesystem) && slices.Equal(c.Capabilities.Drop, []corev1.Capability{"ALL"}) &&
			len(c.Capabilities.Add) == 0 && !yes(c.Privileged), "security context of the container")
	}},
	{name: "nothing of the machine", pod: func(p podOf, _ []object) []string {
		return broken(!p.spec.HostNetwork && !p.spec.HostPID && !p.spec.HostIPC && !slices.ContainsFunc(p.spec.Volumes, func(v corev1.Volume) bool { return v.HostPath != nil }), "host")
	}},
	{name: "no token of the cluster", pod: func(p podOf, _ []object) []string {
		return broken(no(p.spec.AutomountServiceAccountToken) && no(p.spec.EnableServiceLinks), "token or service links")
	}},
	{name: "one container, named tvslab, of an image with a tag", pod: func(p podOf, _ []object) []string {
		image := p.main().Image
		return broken(len(p.spec.Containers) == 1 && p.main().Name == "tvslab" && regexp.MustCompile(`[:@][^/]+$`).MatchString(image) && !strings.HasSuffix(image, ":latest") && p.main().Command == nil, "image "+image)
	}},
	{name: "requests and limits of processors and memory", pod: func(p podOf, _ []object) (bad []string) {
		for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
			request, limit := p.main().Resources.Requests[name], p.main().Resources.Limits[name]
			bad = append(bad, broken(!request.IsZero() && !limit.IsZero() && request.Cmp(limit) <= 0, "resource "+string(name))...)
		}
		return bad
	}},
	{name: "Go knows its limit, below that of the container", pod: func(p podOf, _ []object) []string {
		var mebibytes int64
		_, err := fmt.Sscanf(env(p.main(), "GOMEMLIMIT"), "%dMiB", &mebibytes)
		memory := p.main().Resources.Limits[corev1.ResourceMemory]
		limit := memory.Value()
		return broken(err == nil && mebibytes<<20 < limit && mebibytes<<20 > limit*8/10, "GOMEMLIMIT")
	}},
	{name: "volumes that are mounted are there, and the other way round", pod: func(p podOf, _ []object) []string {
		have := append([]string{}, p.claims...)
		for _, v := range p.spec.Volumes {
			have = append(have, v.Name)
		}
		var used []string
		for _, m := range p.main().VolumeMounts {
			used = append(used, m.Name)
		}
		slices.Sort(have)
		slices.Sort(used)
		return broken(slices.Equal(have, used), fmt.Sprint("volumes ", have, " mounts ", used))
	}},
	{name: "claims and files of volumes are among the objects", pod: func(p podOf, all []object) (bad []string) {
		for _, v := range p.spec.Volumes {
			if c := v.PersistentVolumeClaim; c != nil {
				bad = append(bad, broken(has(all, "PersistentVolumeClaim", c.ClaimName), "claim "+c.ClaimName)...)
			}
			if c := v.ConfigMap; c != nil {
				bad = append(bad, broken(has(all, "ConfigMap", c.Name), "files "+c.Name)...)
			}
		}
		return bad
	}},
	{name: "what arguments name of the pod is there", pod: func(p podOf, all []object) (bad []string) {
		for _, arg := range p.main().Args {
			for _, m := range regexp.MustCompile(`\$\(([A-Z_]+)\)`).FindAllStringSubmatch(arg, -1) {
				bad = append(bad, broken(slices.ContainsFunc(p.main().Env, func(e corev1.EnvVar) bool { return e.Name == m[1] }), "variable "+m[1])...)
			}
			path := arg[strings.Index(arg, "=")+1:]
			if strings.HasPrefix(path, "/") {
				bad = append(bad, broken(slices.ContainsFunc(p.main().VolumeMounts, func(m corev1.VolumeMount) bool { return strings.HasPrefix(path, m.MountPath) }), "path "+path)...)
			}
			if name, is := strings.CutPrefix(path, "/etc/tvslab/"); is {
				bad = append(bad, broken(slices.ContainsFunc(of[*corev1.ConfigMap](all), func(c *corev1.ConfigMap) bool { return c.Data[name] != "" }), "file "+name)...)
			}
		}
		return bad
	}},
	{name: "who has metrics says so, by a port and by annotations", pod: func(p podOf, _ []object) []string {
		serves := slices.Contains(p.main().Args, "--metrics=:9090")
		port := slices.ContainsFunc(p.main().Ports, func(c corev1.ContainerPort) bool { return c.Name == "metrics" && c.ContainerPort == 9090 })
		a := p.meta.Annotations
		said := a["prometheus.io/scrape"] == "true" && a["prometheus.io/port"] == "9090" && a["prometheus.io/path"] == "/metrics"
		return broken(serves == port && serves == said, fmt.Sprint("metrics ", serves, port, said))
	}},
	{name: "servers have probes of their own health, not of a service that a step may stop", pod: func(p podOf, _ []object) []string {
		if p.owner.Kind != "StatefulSet" {
			return nil
		}
		c := p.main()
		ok := func(probe *corev1.Probe, path string) bool {
			return probe != nil && probe.HTTPGet != nil && probe.HTTPGet.Path == path && probe.HTTPGet.Port.StrVal == "metrics"
		}
		return broken(ok(c.StartupProbe, "/readyz") && ok(c.ReadinessProbe, "/readyz") && ok(c.LivenessProbe, "/healthz"), "probes")
	}},
	{name: "selectors match the labels", set: func(all []object) (bad []string) {
		for _, s := range of[*appsv1.StatefulSet](all) {
			bad = append(bad, broken(matches(*s.Spec.Selector, s.Spec.Template.Labels) && has(all, "Service", s.Spec.ServiceName), s.Name)...)
		}
		for _, s := range of[*corev1.Service](all) {
			bad = append(bad, broken(slices.ContainsFunc(pods(all), func(p podOf) bool { return matches(metav1.LabelSelector{MatchLabels: s.Spec.Selector}, p.labels) }), s.Name)...)
		}
		for _, m := range of[*podMonitor](all) {
			bad = append(bad, broken(slices.ContainsFunc(pods(all), func(p podOf) bool { return matches(m.Spec.Selector, p.labels) }), m.Name)...)
		}
		return bad
	}},
	{name: "ports of Services have names and lead to a port of one node each", set: func(all []object) (bad []string) {
		taken := map[string]string{}
		for _, s := range of[*corev1.Service](all) {
			for _, p := range s.Spec.Ports {
				if s.Spec.ClusterIP == "None" {
					continue
				}
				at := fmt.Sprint(p.Protocol, p.TargetPort.IntValue())
				bad = append(bad, broken(p.Name != "" && p.TargetPort.IntValue() > 1023 && taken[at] == "", fmt.Sprintf("%s of %s, %s", at, s.Name, taken[at]))...)
				taken[at] = s.Name
			}
		}
		return bad
	}},
	{name: "every pod has a network policy of both directions, for its namespace and what was asked for", set: func(all []object) (bad []string) {
		policies := of[*networkingv1.NetworkPolicy](all)
		for _, p := range pods(all) {
			i := slices.IndexFunc(policies, func(n *networkingv1.NetworkPolicy) bool { return matches(n.Spec.PodSelector, p.labels) })
			bad = append(bad, broken(i >= 0 && len(policies[i].Spec.PolicyTypes) == 2, "policy of "+p.owner.Name)...)
		}
		for _, n := range policies {
			for _, r := range n.Spec.Ingress {
				bad = append(bad, broken(len(r.From) == 1 && r.From[0].IPBlock == nil && (r.From[0].NamespaceSelector == nil || len(r.Ports) == 1), "ingress of "+n.Name)...)
			}
		}
		return bad
	}},
	{name: "jobs end, are not restarted in place, and their shards are those of their arguments", set: func(all []object) (bad []string) {
		jobs := of[*batchv1.Job](all)
		for _, j := range jobs {
			s := j.Spec
			bad = append(bad, broken(s.ActiveDeadlineSeconds != nil && s.TTLSecondsAfterFinished != nil && s.Template.Spec.RestartPolicy == corev1.RestartPolicyNever && s.PodFailurePolicy != nil, j.Name)...)
			if s.CompletionMode == nil {
				continue
			}
			n := *s.Completions
			args := s.Template.Spec.Containers[0].Args
			bad = append(bad, broken(*s.CompletionMode == batchv1.IndexedCompletion && *s.Parallelism == n && *s.BackoffLimitPerIndex > 0 && s.MaxFailedIndexes != nil && s.BackoffLimit == nil &&
				slices.Contains(args, fmt.Sprintf("--shard=auto/%d", n)), "shards of "+j.Name)...)
			bad = append(bad, broken(slices.ContainsFunc(jobs, func(m *batchv1.Job) bool {
				return m.Name == j.Name+"-merge" && slices.Contains(m.Spec.Template.Spec.Containers[0].Args, fmt.Sprintf("--shards=%d", n)) && *m.Spec.ActiveDeadlineSeconds > *s.ActiveDeadlineSeconds
			}), "merge of "+j.Name)...)
		}
		return bad
	}},
	{name: "all in one namespace, with the labels by which it is found", set: func(all []object) (bad []string) {
		for _, o := range all {
			bad = append(bad, broken(o.Namespace == all[0].Namespace && o.Labels["app.kubernetes.io/name"] == "tvslab" && o.Labels["app.kubernetes.io/instance"] != "", o.Kind+" "+o.Name)...)
		}
		return bad
	}},
	{name: "no two objects of one kind and name", set: func(all []object) (bad []string) {
		seen := map[string]bool{}
		for _, o := range all {
			bad = append(bad, broken(!seen[o.Kind+o.Name] && len(o.Name) <= 63, o.Kind+" "+o.Name)...)
			seen[o.Kind+o.Name] = true
		}
		return bad
	}},
}

func broken(kept bool, what string) []string {
	if kept {
		return nil
	}
	return []string{what}
}

func env(c corev1.Container, name string) string {
	for _, e := range c.Env {
		if e.Name == name {
			return e.Value
		}
	}
	return ""
}

func has(all []object, kind, name string) bool {
	return slices.ContainsFunc(all, func(o object) bool { return o.Kind == kind && o.Name == name })
}

func matches(s metav1.LabelSelector, have map[string]string) bool {
	selector, err := metav1.LabelSelectorAsSelector(&s)
	return err == nil && len(s.MatchLabels) > 0 && selector.Matches(labels.Set(have))
}

// TestRules: every set of manifests keeps every rule.
func TestRules(t *testing.T) {
	all := sets(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		objects := decode(t, all[name])
		for _, r := range rules {
			var bad []string
			if r.set != nil {
				bad = r.set(objects)
			} else {
				for _, p := range pods(objects) {
					for _, b := range r.pod(p, objects) {
						bad = append(bad, p.owner.Name+": "+b)
					}
				}
			}
			require.Empty(t, bad, "%s: %s", name, r.name)
		}
	}
}
