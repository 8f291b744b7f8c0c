// Package dime is the web services by which scripts collect log files of nodes: Log Collection, which finds them, and DimeGetFile, which
// hands over one. The files are those that `file list activelog` shows.
//
// Operations and elements follow Cisco's developer documentation and public clients; docs/fidelity.md says what is recalled or made up.
package dime

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

const (
	namespace = "http://schemas.cisco.com/ast/soap"
	path      = "/logcollectionservice2/services/LogCollectionPortTypeService"
)

// Service is Log Collection.
func Service() *tomcat.Service {
	return &tomcat.Service{Paths: []string{path}, Way: "log-collection", Prefix: "ns1", Namespace: namespace, Operations: []tomcat.Operation{
		{Name: "listNodeServiceLogs", Do: listServices},
		{Name: "selectLogFiles", Do: selectFiles},
	}}
}

// active is the folder that activelog stands for.
const active = "/var/log/active/"

// logs are the services whose files there are, by folder. Those of the system are asked for apart.
var logs = []struct {
	name, folder string
	system       bool
}{
	{"Cisco Trust Verification Service", "cm/trace/tvs/", false},
	{"Cisco Certificate Authority Proxy Function", "cm/trace/capf/", false},
	{"Cisco AMC Service", "cm/log/amc/", false},
	{"Event Viewer-Application Log", "syslog/", true},
}

// listServices says of which services each node of the cluster has files.
func listServices(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	var nodes []node
	a.Lab.See(func(l *lab.Lab) {
		if c := l.ClusterOf(a.Node.Node); c != nil {
			for _, n := range c.Nodes {
				nodes = append(nodes, node{n.ID, n.Name})
			}
		}
	})
	for _, n := range nodes {
		paths, err := a.Lab.LogPaths(n.id)
		if err != nil {
			continue // it has gone meanwhile
		}
		w.Element("ns1:listNodeServiceLogsReturn", func() {
			w.Text("ns1:name", n.name)
			w.Element("ns1:ServiceLog", func() {
				for _, log := range logs {
					if !log.system && len(below(paths, log.folder)) > 0 {
						w.Text("ns1:item", log.name)
					}
				}
			})
		})
	}
	return nil
}

type node struct{ id, name string }

func below(paths []string, folder string) (list []string) {
	for _, p := range paths {
		if strings.HasPrefix(p, folder) {
			list = append(list, p)
		}
	}
	return list
}

// toClient is the job that only lists files, which the client then fetches.
const toClient = "DownloadtoClient"

// selectFiles lists the files of services on the node that is asked. Dates choose nothing: a service has one file, which goes on.
func selectFiles(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	asked := a.Operation.Child("FileSelectionCriteria")
	if asked == nil {
		return &soap.Fault{Code: soap.Client, Text: "FileSelectionCriteria is missing"}
	}
	if job := asked.Get("JobType"); job != "" && job != toClient {
		return &soap.Fault{Text: "JobType " + strconv.Quote(job) + ": this lab lists files for " + toClient + " only"}
	}
	services, systems := names(asked.Child("ServiceLogs")), names(asked.Child("SystemLogs"))
	paths, err := a.Lab.LogPaths(a.Node.Node)
	if err != nil {
		return err
	}
	var now time.Time
	a.Lab.See(func(l *lab.Lab) { now = l.Now() })
	find := finder{a: a, paths: paths, search: asked.Get("SearchStr"), now: now}
	w.Element("ns1:ResultSet", func() {
		w.Element("ns1:SchemaFileSelectionResult", func() {
			w.Element("ns1:Node", func() {
				w.Text("ns1:name", a.Node.Name)
				w.Element("ns1:ServiceList", func() {
					find.write(w, "ns1:ServiceLogs", services, false)
					find.write(w, "ns1:SystemLogs", systems, true)
				})
			})
		})
	})
	w.Element("ns1:ScheduleList", nil)
	return nil
}

// names are the items of a list that are not empty.
func names(list *soap.Element) map[string]bool {
	found := map[string]bool{}
	if list == nil {
		return found
	}
	for _, item := range list.All("item") {
		if name := strings.TrimSpace(item.Value()); name != "" {
			found[strings.ToLower(name)] = true
		}
	}
	return found
}

// finder finds files of a node.
type finder struct {
	a      *tomcat.SOAP
	paths  []string
	search string // text that a file must have; "" for any
	now    time.Time
}

// dateForm is how dates of files are written (recalled).
const dateForm = "Mon Jan 02 15:04:05 MST 2006"

// write writes an element for each service that was asked for and has files.
func (f finder) write(w *soap.Writer, element string, asked map[string]bool, system bool) {
	for _, log := range logs {
		if log.system != system || !asked[strings.ToLower(log.name)] {
			continue
		}
		files := f.files(log.folder)
		if len(files) == 0 {
			continue
		}
		w.Element(element, func() {
			w.Text("ns1:name", log.name)
			w.Element("ns1:SetOfFiles", func() {
				for _, file := range files {
					w.Element("ns1:File", func() {
						w.Text("ns1:name", file.path[strings.LastIndex(file.path, "/")+1:])
						w.Text("ns1:absolutepath", active+file.path)
						w.Text("ns1:filesize", strconv.Itoa(len(file.text)))
						w.Text("ns1:modifiedDate", f.now.UTC().Format(dateForm))
					})
				}
			})
		})
	}
}

type file struct{ path, text string }

func (f finder) files(folder string) (list []file) {
	for _, p := range below(f.paths, folder) {
		text, ok := read(f.a.Ask, p)
		if ok && strings.Contains(text, f.search) {
			list = append(list, file{p, text})
		}
	}
	return list
}
