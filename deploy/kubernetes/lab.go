package kubernetes

import (
	"errors"
	"fmt"
	"strings"

	"tvslab/service"
)

// Lab is a lab that is served: one pod, and a Service for each node.
type Lab struct {
	Options
	Args  []string // of tvslab serve, without those that follow from the rest
	Nodes []Node   // in the order in which they get their ports
}

// Node is a node of a lab.
type Node struct {
	Name  string
	Ports service.Ports // in the pod
}

// TFTPPort is that of the first node in the pod: one that needs no privilege.
const TFTPPort = 6969

// Place is how the servers of a lab are started in a pod.
func Place() []string {
	return []string{"--listen=$(POD_IP)", "--one-address", fmt.Sprintf("--tftp-port=%d", TFTPPort), "--ssh=off", "--metrics=" + metricsAt, "--dir=/lab/lab", "--go-on",
		"--keys=" + keysAt, "--quiet"}
}

// Make returns the objects of the lab.
func (l Lab) Make() ([]*Object, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	if err := l.checkNodes(); err != nil {
		return nil, err
	}
	all, err := load("lab")
	if err != nil {
		return nil, err
	}
	var list []*Object
	for _, o := range all {
		switch o.Kind() {
		case "Service": // those of the nodes of the base
			continue
		case "StatefulSet":
			l.servers(o)
		}
		list = append(list, o)
	}
	return l.finish(append(list, l.services()...))
}

func (l *Lab) checkNodes() error {
	if len(l.Nodes) == 0 {
		return errors.New("a lab without nodes")
	}
	for _, n := range l.Nodes {
		if err := CheckName(n.Name, 63); err != nil {
			return fmt.Errorf("node %w: it is to be a Service", err)
		}
		if n.Name == l.Name {
			return fmt.Errorf("node %q: the lab needs another name than its nodes", n.Name)
		}
	}
	return nil
}

func (l *Lab) servers(o *Object) {
	o.set("metadata/name", l.Name)
	o.set("spec/serviceName", l.Name)
	o.set(container+"args", append(append([]string{"serve"}, l.Args...), Place()...))
	o.set(container+"resources/requests/cpu", l.CPU)
	o.set(container+"resources/limits/cpu", l.CPU)
	o.set("spec/volumeClaimTemplates/0/spec/resources/requests/storage", l.Storage)
	if l.StorageClass != "" {
		o.set("spec/volumeClaimTemplates/0/spec/storageClassName", l.StorageClass)
	}
	l.pod(o)
}

// selector finds the pod.
func (l *Lab) selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": "tvslab", "app.kubernetes.io/instance": l.Name, "app.kubernetes.io/component": "servers"}
}

// services are the one that gives the pod its name, and those of the nodes: their names, and the ports that phones know.
func (l *Lab) services() []*Object {
	list := []*Object{object("v1", "Service", l.Name, map[string]any{"spec": map[string]any{
		"clusterIP": "None", "publishNotReadyAddresses": true, "selector": l.selector(),
		"ports": []any{map[string]any{"name": "metrics", "port": 9090, "targetPort": "metrics"}},
	}})}
	for _, n := range l.Nodes {
		var ports []any
		for _, s := range service.All() {
			if n.Ports[s] == 0 {
				continue
			}
			protocol := "TCP"
			if s.UDP() {
				protocol = "UDP"
			}
			ports = append(ports, map[string]any{"name": portName(s), "protocol": protocol, "port": s.Port(), "targetPort": n.Ports[s]})
		}
		list = append(list, object("v1", "Service", n.Name, map[string]any{"spec": map[string]any{"selector": l.selector(), "ports": ports}}))
	}
	return list
}

// portName is a name of a port as Kubernetes has them: sip-tls.
func portName(s service.Service) string {
	return strings.ReplaceAll(strings.ToLower(s.String()), "/", "-")
}
