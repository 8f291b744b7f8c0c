package perfmon

import (
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab/control"
)

// object is a row: something that has counters.
type object struct {
	name      string
	instances func(*node) []string // nil for an object of which there is one
	counters  []counter
}

// counter is a row of an object.
type counter struct {
	name, says string
	value      func(n *node, instance string) (int64, bool)
}

// only is the instances of an object of which there is one.
var only = []string{""}

func (o *object) of(n *node) []string {
	if o.instances == nil {
		return only
	}
	return o.instances(n)
}

func objectNamed(name string) *object {
	for i := range objects {
		if strings.EqualFold(objects[i].name, name) {
			return &objects[i]
		}
	}
	return nil
}

// objects are what dashboards poll. Names are recalled; values of processors and memory are those of a node without load.
var objects = []object{
	{name: "Cisco CallManager", counters: []counter{
		{"RegisteredHardwarePhones", "The number of Cisco hardware IP phones that are currently registered in the system.", registered},
		{"RegisteredOtherStationDevices", "The number of station devices other than Cisco hardware IP phones that are currently registered in the system.", fixed(0)},
		{"RegisteredMGCPGateway", "The number of MGCP gateways that are currently registered in the system.", fixed(0)},
		{"CallsActive", "The number of calls in which a voice or video streaming connection is in use.", fixed(0)},
		{"CallManagerHeartBeat", "The heartbeat of Cisco CallManager: it grows while the service runs.", heartbeat(sim.ServiceCCM)},
		{"InitializationState", "The state of initialization of Cisco CallManager, percent.", whileRuns(sim.ServiceCCM, 100)},
	}},
	{name: "Cisco TFTP", counters: []counter{
		{"HeartBeat", "The heartbeat of the TFTP server: it grows while the service runs.", heartbeat(sim.ServiceTFTP)},
		{"Requests", "The number of files that were asked for by TFTP.", files(byTFTP, func(c control.FileCounts) int64 { return c.Requests })},
		{"RequestsProcessed", "The number of files that were sent whole by TFTP.", files(byTFTP, func(c control.FileCounts) int64 { return c.Processed })},
		{"RequestsNotFound", "The number of files that were asked for by TFTP and are not there.", files(byTFTP, func(c control.FileCounts) int64 { return c.NotFound })},
		{"RequestsAborted", "The number of transfers by TFTP that came to no end.", files(byTFTP, func(c control.FileCounts) int64 { return c.Aborted })},
		{"HttpRequests", "The number of files that were asked for by HTTP.", files(byHTTP, func(c control.FileCounts) int64 { return c.Requests })},
		{"HttpRequestsProcessed", "The number of files that were sent whole by HTTP.", files(byHTTP, func(c control.FileCounts) int64 { return c.Processed })},
		{"HttpRequestsNotFound", "The number of files that were asked for by HTTP and are not there.", files(byHTTP, func(c control.FileCounts) int64 { return c.NotFound })},
		{"HttpRequestsAborted", "The number of transfers by HTTP that came to no end.", files(byHTTP, func(c control.FileCounts) int64 { return c.Aborted })},
	}},
	{name: "Processor", instances: func(*node) []string { return []string{"_Total", "0", "1"} }, counters: []counter{
		{"% CPU Time", "The processor's share of elapsed time in which it was not idle, percent.", fixed(3)},
	}},
	{name: "Memory", counters: []counter{
		{"% Mem Used", "The system's share of physical memory in use, percent.", fixed(55)},
		{"Total KBytes", "The total amount of memory in the system.", fixed(8 << 20)},
	}},
	{name: "Partition", instances: func(*node) []string { return []string{"Active", "Common", "Inactive"} }, counters: []counter{
		{"% Used", "The share of disk space that is in use on this file system, percent.", used},
	}},
	{name: "System", counters: []counter{
		{"Uptime", "How long the system has been up, in seconds.", heartbeat(sim.ServiceSSH)},
	}},
}

// fixed is a counter that nothing in the lab moves.
func fixed(value int64) func(*node, string) (int64, bool) {
	return func(*node, string) (int64, bool) { return value, true }
}

// registered counts the phones that the node's call manager has.
func registered(n *node, _ string) (count int64, ok bool) {
	for _, some := range n.lab.Attached() {
		if some.Node == n.ID {
			count += int64(some.Phones.Len())
		}
	}
	return count, n.Running(sim.ServiceCCM)
}

// How files come, for files.
const (
	byTFTP = false
	byHTTP = true
)

// files is a count of the files that the node was asked for.
func files(http bool, count func(control.FileCounts) int64) func(*node, string) (int64, bool) {
	return func(n *node, _ string) (int64, bool) {
		return count(n.files.Of(n.ID, http)), n.Running(sim.ServiceTFTP)
	}
}

// heartbeat counts the seconds since a service was started.
func heartbeat(service string) func(*node, string) (int64, bool) {
	return func(n *node, _ string) (int64, bool) {
		if !n.Running(service) {
			return 0, false
		}
		return int64(n.cluster.Now.Sub(n.Started(service)).Seconds()), true
	}
}

// whileRuns is a value that is there while a service runs.
func whileRuns(service string, value int64) func(*node, string) (int64, bool) {
	return func(n *node, _ string) (int64, bool) { return value, n.Running(service) }
}

// used is how full a partition is: the common one of a node whose disk is full has no room.
func used(n *node, instance string) (int64, bool) {
	share := map[string]int64{"Active": 60, "Common": 20, "Inactive": 55}[instance]
	if n.DiskFull && instance == "Common" {
		share = 100
	}
	return share, true
}
