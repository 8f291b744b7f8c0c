package admincli

import (
	"fmt"
	"strings"

	"tvslab/sim"
)

// The layouts of `utils dbreplication runtimestate`: that of an administration guide with a 9.0, and that of samples of 10.5(2) and 15.
// How many tables there are is that of a sample. The line that names the log is left out: there is none.
const (
	oldRuntime = `
DDB and Replication Services: ALL RUNNING

DB CLI Status: No other dbreplication CLI is running...

Cluster Replication State: BROADCAST SYNC Completed on %d servers at: %s
     Last Sync Result: SYNC COMPLETED 257 tables sync'ed out of 257
     Sync Errors: NO ERRORS

DB Version: %s
Number of replicated tables: 257
Repltimeout set to: 300s

Cluster Detailed View from %s (%d Servers):

                         PING        REPLICATION REPL. DBver& REPL. REPLICATION SETUP
SERVER-NAME IP ADDRESS   (msec) RPC? STATUS      QUEUE TABLES LOOP? (RTMT) & details
----------- ------------ ------ ---- ----------- ----- ------ ----- -----------------
`
	newRuntime = `
Server Time: %s

Cluster Replication State: BROADCAST SYNC ended at: %s
     Sync Result: SYNC COMPLETED on 681 tables out of 681
     Sync Status: All Tables are in sync

DB Version: %s

Repltimeout set to: 300s
PROCESS option set to: 1

Cluster Detailed View from %s (%d Servers):

                                           PING      DB/RPC/   REPL.    Replication    REPLICATION SETUP
SERVER-NAME              IP ADDRESS        (msec)    DbMon?    QUEUE    Group ID       (RTMT) & Details
-----------              ----------        ------    -------   -----    -----------    ------------------
`
)

// runtimeState is `utils dbreplication runtimestate`.
func runtimeState(s *session) error {
	const minute = "2006-01-02-15-04"
	synced := s.node.Local(s.cluster.Publisher().Started(sim.ServiceSSH)).Format(minute)
	version := "ccm" + strings.NewReplacer(".", "_", "-", "_").Replace(s.cluster.Release.Build())
	nodes := s.cluster.Nodes
	if s.rules().ReplicationGroups {
		s.printf(newRuntime, s.node.Local(s.cluster.Now).Format("Mon Jan _2 15:04:05 MST 2006"), synced, version, s.node.Name, len(nodes))
	} else {
		s.printf(oldRuntime, len(nodes)-1, synced, version, s.node.Name, len(nodes))
	}
	for i, n := range nodes {
		r := s.replicated(n)
		if s.rules().ReplicationGroups {
			s.printf("%-24s %-17s %-9s %-9s %-8d %-14s (%d) %s\n", n.Name, n.Address, r.ping, r.reached, 0, fmt.Sprintf("(g_%d)", i+2), r.state, r.setup)
			continue
		}
		if i == 0 {
			r.setup = "PUB " + r.setup
		}
		s.printf("%-11s %-12s %-6s %-4s %-11s %-5d %-6s %-5s (%d) %s\n", n.Name, n.Address, r.ping, r.rpc, r.status, 0, "match", "Yes", r.state, r.setup)
	}
	return nil
}

// replicated is how the line of a node stands; how long a ping takes is the lab's.
type replicated struct {
	ping, reached, rpc, status string
	state                      int // Replicate_State: 2 is good, 3 bad, 4 not set up
	setup                      string
}

// replicated tells broken replication as a sample of 10.5(2) does; what stands for a node that is down is recalled.
func (s *session) replicated(n *sim.Node) replicated {
	r := replicated{"0.200", "Y/Y/Y", "Yes", "Connected", 2, "Setup Completed"}
	if n.ID == s.node.ID {
		r.ping = "0.020"
	}
	switch {
	case n.Down:
		return replicated{"Failed", "N/N/N", "No", "Dropped", 4, "Off-Line"}
	case n.ReplicationBroken:
		r.state, r.setup, r.status = 3, "DB Active-Failed", "Dropped"
	case n == s.cluster.Publisher() && s.anyBroken():
		r.state, r.setup = 3, "Out Of Sync"
	}
	return r
}

func (s *session) anyBroken() bool {
	for _, n := range s.cluster.Nodes {
		if n.ReplicationBroken {
			return true
		}
	}
	return false
}
