package kubernetes_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// kinds are what a cluster with the Prometheus operator says that it has, as far as manifests need it: by group, with the names of resources.
var kinds = map[string]map[string]string{
	"v1":                       {"configmaps": "ConfigMap", "services": "Service", "persistentvolumeclaims": "PersistentVolumeClaim"},
	"apps/v1":                  {"statefulsets": "StatefulSet"},
	"batch/v1":                 {"jobs": "Job"},
	"networking.k8s.io/v1":     {"networkpolicies": "NetworkPolicy"},
	"monitoring.coreos.com/v1": {"podmonitors": "PodMonitor"},
}

// discovery answers what kubectl asks before anything else: which kinds there are.
func discovery(w http.ResponseWriter, r *http.Request) {
	type object = map[string]any
	var answer object
	path := strings.Trim(r.URL.Path, "/")
	switch path {
	case "api":
		answer = object{"kind": "APIVersions", "versions": []string{"v1"}}
	case "apis":
		groups := []object{}
		for name := range kinds {
			if group, version, grouped := strings.Cut(name, "/"); grouped {
				one := object{"groupVersion": name, "version": version}
				groups = append(groups, object{"name": group, "versions": []object{one}, "preferredVersion": one})
			}
		}
		answer = object{"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
	default:
		group := strings.TrimPrefix(strings.TrimPrefix(path, "apis/"), "api/")
		resources := []object{}
		for name, kind := range kinds[group] {
			resources = append(resources, object{"name": name, "namespaced": true, "kind": kind, "verbs": []string{"get", "create", "patch"}})
		}
		answer = object{"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group, "resources": resources}
	}
	w.Header().Set("Content-Type", "application/json")
	if kinds[strings.TrimPrefix(strings.TrimPrefix(path, "apis/"), "api/")] == nil && path != "api" && path != "apis" {
		w.WriteHeader(http.StatusNotFound)
		answer = object{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": http.StatusNotFound}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// TestDryRun: kubectl would apply every set of manifests. It asks a server which kinds there are; its answers are those of discovery.
func TestDryRun(t *testing.T) {
	kubectl, err := exec.LookPath("kubectl")
	if err != nil {
		t.Skip("kubectl is not installed")
	}
	server := httptest.NewServer(http.HandlerFunc(discovery))
	defer server.Close()
	for name, text := range sets(t) {
		cmd := exec.Command(kubectl, "--server="+server.URL, "--cache-dir="+t.TempDir(), "apply", "--dry-run=client", "--validate=false", "-f", "-")
		cmd.Stdin, cmd.Env = strings.NewReader(text), []string{"HOME=" + t.TempDir()}
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s: %s", name, out)
		require.Equal(t, len(decode(t, text)), strings.Count(string(out), "(dry run)"), "%s: %s", name, out)
	}
}
