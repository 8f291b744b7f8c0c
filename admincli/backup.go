package admincli

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/list"
)

// The output of `utils disaster_recovery` is published for the history and the schedules (command line guide); the status is read by
// public clients; the other texts are the lab's own. Backups lie on devices beyond the cluster (Outside).

// tarName is how a backup is called on its device: the time it was made, in the zone of the node that asks, which is the publisher.
func (s *session) tarName(b *sim.Backup) string {
	return s.node.Local(b.Time).Format("2006-01-02-15-04-05")
}

// backup is `utils disaster_recovery backup network FEATURES DEVICE`, and the older form FEATURES PATH SERVER USER.
func backup(s *session) error {
	words := strings.Fields(s.args[1])
	device := words[0]
	if len(words) == 3 {
		device = words[1] + ":" + words[0]
	}
	if len(words) == 2 || len(words) > 3 {
		return fmt.Errorf("utils disaster_recovery backup network: usage: FEATURELIST DEVICE, or FEATURELIST PATH SERVER USER")
	}
	made := new(sim.Backup)
	if err := s.do(sim.BackUp(device, made)); err != nil {
		return err
	}
	s.host.Outside().made(made)
	s.printf("Backup of %s to device %s started\nBackup %s.tar: SUCCESS\n", s.args[0], device, s.tarName(made))
	return nil
}

// restore is `utils disaster_recovery restore network SERVER TARFILE DEVICE`; SERVER "all" is the whole cluster.
func restore(s *session) error {
	server, tar, device := s.args[0], strings.TrimSuffix(s.args[1], ".tar"), s.args[2]
	var nodes []string
	if server != "all" {
		n := s.cluster.Node(server)
		if n == nil {
			return fmt.Errorf("utils disaster_recovery restore: node %q is not in the cluster", server)
		}
		nodes = []string{n.ID}
	}
	for _, b := range slices.Backward(s.host.Outside().Backups(device)) { // of two in a second the later one
		if s.tarName(b) != tar {
			continue
		}
		if err := s.do(sim.Restore(b, nodes...)); err != nil {
			return err
		}
		s.printf("Restore of %s from %s.tar on device %s: SUCCESS\n", server, tar, device)
		return nil
	}
	return fmt.Errorf("utils disaster_recovery restore: no backup %q on device %q", s.args[1], device)
}

// backupFiles is `utils disaster_recovery show_backupfiles DEVICE`.
func backupFiles(s *session) error {
	for _, b := range s.host.Outside().Backups(s.args[0]) {
		s.printf("%s.tar\n", s.tarName(b))
	}
	return nil
}

// backupStatus is `utils disaster_recovery status backup|restore`: operations are over when their command returns, so that the last backup
// is what it tells of. Words and columns are those that a public client reads; what is on a real node between them is not known. Of
// restores the lab keeps none.
func backupStatus(s *session) error {
	if s.args[0] != "backup" && s.args[0] != "restore" {
		return fmt.Errorf("utils disaster_recovery status: %q is neither backup nor restore", s.args[0])
	}
	made := s.host.Outside().Backups("")
	if s.args[0] == "restore" || len(made) == 0 {
		s.printf("drfCliMsg: No %s status available\n", s.args[0])
		return nil
	}
	last := made[len(made)-1]
	s.printf("Status: SUCCESS\nTar Filename: %s.tar\nStorage Location: NETWORK\nOperation: backup\nPercentage Complete: 100\n", s.tarName(last))
	return nil
}

// backupHistory is `utils disaster_recovery history backup`.
func backupHistory(s *session) error {
	if s.args[0] != "backup" {
		return fmt.Errorf("utils disaster_recovery history: %q: this lab keeps the history of backups only", s.args[0])
	}
	s.print("Tar Filename: Backup Device: Completed On: Result: Backup Type: Features Backed Up:\n")
	for _, b := range s.host.Outside().Backups("") {
		s.printf("%s.tar   %-15s%s  SUCCESS  MANUAL        %s\n", s.tarName(b), "NETWORK", s.node.Local(b.Time).Format("Mon Jan 02 15:04:05 MST 2006"), backedUp)
	}
	return nil
}

// backedUp is the feature that DRS saves from every lab.
const backedUp = "UCM"

// devices is `utils disaster_recovery device list`: every device that holds a backup.
func devices(s *session) error {
	seen := map[string]bool{}
	for _, b := range s.host.Outside().Backups("") {
		if !seen[b.Device] {
			s.printf("%s  NETWORK\n", b.Device)
		}
		seen[b.Device] = true
	}
	return nil
}

// registration is `utils disaster_recovery show_registration SERVER`: the features DRS saves from a node.
func registration(s *session) error {
	n := s.cluster.Node(s.args[0])
	if n == nil {
		return fmt.Errorf("utils disaster_recovery show_registration: node %q is not in the cluster", s.args[0])
	}
	s.printf("%s  %s  PLATFORM\n", n.Name, backedUp)
	return nil
}

// tarSize is `utils disaster_recovery estimate_tar_size FEATURES`: the bytes of certificates and lists.
func tarSize(s *session) error {
	total := 0
	for _, n := range s.cluster.Nodes {
		for _, store := range ownOrder {
			if cert := n.Certificate(store); cert != nil {
				total += len(cert.DER)
			}
		}
		for _, f := range []*list.File{n.CTL(), n.ITL()} {
			if f != nil {
				total += f.Size()
			}
		}
	}
	s.printf("Estimated size of backup for %s: %d KB\n", s.args[0], total/1024+1)
	return nil
}

// cancelBackup and schedules are `utils disaster_recovery cancel_backup` and `schedule list`: there is never a backup
// under way, and no schedule.
func cancelBackup(s *session) error {
	s.print("No backup is in progress\n")
	return nil
}

func schedules(s *session) error {
	s.print("schedule name\tdevice name\tSchedule Status\n")
	return nil
}
