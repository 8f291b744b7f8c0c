package admincli

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func hasITLReset(r cucm.Release) bool { return r.Rules().ITLReset != "" }

// resetITL is `utils itl reset localkey`: one form up to 11.5, which asks for a password and restarts Cisco Tftp itself
// (tech note 117598), another from 12.0 on (command line guide).
func resetITL(s *session) error {
	change, err := s.cluster.Try(sim.ResetITL)
	if err != nil {
		return err
	}
	return s.reset(change)
}

// reset asks, commits the change and prints the transcript of the release.
func (s *session) reset(change *sim.Change) error {
	restarts := s.rules().ResetRestarts
	if restarts {
		if _, err := s.ask(question{prompt: "Enter CCM Administrator password :", secret: true}); err != nil {
			return err
		}
	}
	if err := s.commit(change); err != nil {
		return err
	}
	if restarts {
		s.printOldReset(s.tftpNodes())
	} else {
		s.printNewReset(s.tftpNodes())
	}
	return nil
}

// tftpNodes names the nodes whose Cisco Tftp runs.
func (s *session) tftpNodes() []string {
	var names []string
	for _, n := range s.cluster.Nodes {
		if n.Running(sim.ServiceTFTP) {
			names = append(names, n.Name)
		}
	}
	return names
}

// printOldReset tells of a transfer for every node but the publisher, where the file was made.
func (s *session) printOldReset(names []string) {
	s.printf("\nLocating active Tftp servers in the cluster.....\n\n"+
		"Following is the list of Active tftp servers in the cluster\n\n['%s']\n"+
		"The reset ITL file was generated successfully\n\n"+
		"Transferring new reset ITL file to the TFTP server nodes in the cluster.........\n", strings.Join(names, "', '"))
	for _, name := range names {
		if name != s.cluster.Publisher().Name {
			s.printf("Successfully transferred reset ITL to node %s\n", name)
		}
		s.printf("\nRestarting Cisco Tftp service on host %s\nCisco Tftp service restarted on host %s\n", name, name)
	}
}

func (s *session) printNewReset(names []string) {
	s.printf("\nName is None\n\nGenerating the reset ITL file.....\n\nThe reset ITL file was generated successfully\n\n"+
		"Locating active Tftp servers in the cluster.....\n\nFollowing is the list of Active tftp servers in the cluster\n\n"+
		"====================\n\n%s\n\n=====================\n\nNumber of Active TFTP servers in the cluster : %d\n\n"+
		"Transferring new reset ITL file to the TFTP server nodes in the cluster.........\n\n",
		strings.Join(names, "\n"), len(names))
	for _, name := range names {
		s.printf("Successfully transferred reset ITL to node %s\n", name)
	}
}

// resetITLRemote is `utils itl reset remotekey HOST USER FILE`: the exported ITLRecovery.p12 is fetched by SFTP, and the
// ITL signed with its key (tech note 117598 for the two password questions; the rest of the transcript is that of
// the reset with the local key).
func resetITLRemote(s *session) error {
	ask := question{prompt: "Enter Sftp password :", secret: true}
	var key *sim.RecoveryKey
	if real := s.host.Outside().real(s.args[0]); real != nil {
		password, err := s.ask(ask)
		if err != nil {
			return err
		}
		if key, err = fetchKey(real, SFTPServer{s.args[0], s.args[1], password, defaultSFTPPort}, s.args[2]); err != nil {
			return err
		}
	} else if key = s.host.Outside().key(s.args[0], s.args[2]); key == nil {
		return fmt.Errorf("utils itl reset remotekey: no file %q on SFTP server %s; export it with `file get tftp ITLRecovery.p12`", s.args[2], s.args[0])
	}
	change, err := s.cluster.Try(sim.ResetITLRemote(key))
	if err != nil {
		return err
	}
	if s.host.Outside().real(s.args[0]) == nil {
		if _, err := s.ask(ask); err != nil {
			return err
		}
	}
	if !s.rules().ResetRestarts { // otherwise reset asks
		if _, err := s.ask(question{prompt: "Enter CCM Administrator password :", secret: true}); err != nil {
			return err
		}
	}
	return s.reset(change)
}

// fetchKey gets an exported recovery key from a server, which may be named with its port, as HOST:PORT: the command has no place for one.
func fetchKey(from SFTP, at SFTPServer, path string) (*sim.RecoveryKey, error) {
	if host, port, err := net.SplitHostPort(at.Host); err == nil {
		if at.Port, err = strconv.Atoi(port); err != nil {
			return nil, fmt.Errorf("utils itl reset remotekey: %q is no port", port)
		}
		at.Host = host
	}
	data, err := from.Get(at, path)
	if err != nil {
		return nil, err
	}
	return sim.ParseRecoveryKey(data)
}
