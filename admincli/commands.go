package admincli

import (
	"fmt"
	"strings"

	"tvslab/sim"
	"tvslab/trustlist"
)

// commands is everything this CLI knows.
var commands = []command{
	{words: "show itl", run: func(s *session) error { return s.show("ITL", s.node.ITL()) }},
	{words: "show ctl", run: func(s *session) error { return s.show("CTL", s.node.CTL()) }},
	{words: "set cert regen", usage: "UNIT", args: 1, run: (*session).regenerate},
	{words: "utils ctl set-cluster mixed-mode", publisher: true, available: hasCTL, run: (*session).mixedMode},
	{words: "utils ctl set-cluster non-secure-mode", publisher: true, available: hasCTL, run: (*session).nonSecureMode},
	{words: "utils ctl update CTLFile", publisher: true, available: hasCTL, run: (*session).updateCTL},
	{words: "utils ctl reset localkey", publisher: true, available: hasCTLReset, run: (*session).resetCTL},
	{words: "utils itl reset localkey", publisher: true, available: hasITLReset, run: (*session).resetITL},
	{words: "utils service restart", usage: "SERVICE", args: -1, run: (*session).restartService},
	{words: "utils service start", usage: "SERVICE", args: -1, run: (*session).startService},
	{words: "utils service stop", usage: "SERVICE", args: -1, run: (*session).stopService},
	{words: "file delete tftp", usage: "FILE", args: 1, run: (*session).deleteFile},
}

func hasCTL(r *sim.Rules) bool      { return r.CTLSigner != "" }
func hasCTLReset(r *sim.Rules) bool { return r.CTLReset != "" }
func hasITLReset(r *sim.Rules) bool { return r.ITLReset != "" }

// show is `show itl` and `show ctl`.
func (s *session) show(kind string, file *sim.ListFile) error {
	if file == nil {
		file = &sim.ListFile{}
	}
	return trustlist.Show(&s.out, kind, file.Bytes, file.Modified, s.cluster.Release.Rules().Checksums)
}

// regenerate is `set cert regen UNIT` (Cisco doc 117299, Japanese edition; ITLRecovery from the command line guide).
func (s *session) regenerate() error {
	unit := s.args[0]
	warning := "WARNING: This operation will overwrite any CA signed certificate previously imported for " + unit
	if unit == string(sim.ITLRecovery) {
		warning = "WARNING: If you are using a tokenless CTL and if the CallManager certificate is recently\n" +
			"generated, please ensure that the CTL File already has the new CallManager certificate and is\n" +
			"updated to the endpoints, before generating the ITL Recovery certificate. Are you sure want\nto proceed?\n"
	}
	s.print("\n%s\n", warning)
	if !s.confirm("Proceed with regeneration (yes|no)? ", "yes") {
		return nil
	}
	if err := s.do(s.cluster.Regenerate(sim.Store(unit), s.node.ID)); err != nil {
		return err
	}
	s.print("\nSuccessfully Regenerated Certificate for %s.\n\n", unit)
	if unit == string(sim.ITLRecovery) {
		s.print("You must restart the services related to ITLRecovery for the regenerated certificates to\nbecome active.\n")
		return nil
	}
	s.print("You must restart services related to %s for the regenerated certificates to become active.\n", unit)
	return nil
}

// mixedMode is `utils ctl set-cluster mixed-mode` (session in tech note 118893).
func (s *session) mixedMode() error {
	return s.ctl("This operation will set the cluster to Mixed mode. Do you want to continue? (y/n):",
		"Moving Cluster to Mixed Mode\nCluster set to Mixed Mode", s.cluster.SetMixedMode)
}

// nonSecureMode is `utils ctl set-cluster non-secure-mode` (session in tech note 118892).
func (s *session) nonSecureMode() error {
	return s.ctl("This operation will set the cluster to non secure mode. Do you want to continue? (y/n):",
		"Moving Cluster to Non Secure Mode\nCluster set to Non Secure Mode", s.cluster.SetNonSecureMode)
}

const (
	updateQuestion = "This operation will update the CTLFile. Do you want to continue? (y/n):"
	updateDone     = "Updating CTL file\nCTL file Updated"
)

// updateCTL is `utils ctl update CTLFile` (session in tech note 118893).
func (s *session) updateCTL() error { return s.ctl(updateQuestion, updateDone, s.cluster.UpdateCTL) }

// resetCTL is `utils ctl reset localkey`. Its output is not documented; that of the update is printed.
func (s *session) resetCTL() error { return s.ctl(updateQuestion, updateDone, s.cluster.ResetCTL) }

func (s *session) ctl(question, done string, operation func() ([]sim.Event, error)) error {
	if !s.confirm(question, "y") {
		return nil
	}
	if err := s.do(operation()); err != nil {
		return err
	}
	s.print("\n%s\n%s\n", done, s.cluster.Release.Rules().CTLAdvice)
	return nil
}

// resetITL is `utils itl reset localkey`: one form up to 11.5, which restarts Cisco Tftp itself (tech note 117598),
// another from 12.0 on (command line guide).
func (s *session) resetITL() error {
	if err := s.do(s.cluster.ResetITL()); err != nil {
		return err
	}
	var names []string
	for _, n := range s.cluster.Nodes {
		if n.Running(sim.ServiceTFTP) {
			names = append(names, n.Name)
		}
	}
	if s.cluster.Release.Rules().ResetRestarts {
		s.printOldReset(names)
	} else {
		s.printNewReset(names)
	}
	return nil
}

func (s *session) printOldReset(names []string) {
	s.print("Enter CCM Administrator password :\n\nLocating active Tftp servers in the cluster.....\n\n"+
		"Following is the list of Active tftp servers in the cluster\n\n['%s']\n"+
		"The reset ITL file was generated successfully\n\n"+
		"Transferring new reset ITL file to the TFTP server nodes in the cluster.........\n", strings.Join(names, "', '"))
	for i, name := range names {
		if i > 0 {
			s.print("Successfully transferred reset ITL to node %s\n", name)
		}
		s.print("\nRestarting Cisco Tftp service on host %s\nCisco Tftp service restarted on host %s\n", name, name)
	}
}

func (s *session) printNewReset(names []string) {
	s.print("\nName is None\n\nGenerating the reset ITL file.....\n\nThe reset ITL file was generated successfully\n\n"+
		"Locating active Tftp servers in the cluster.....\n\nFollowing is the list of Active tftp servers in the cluster\n\n"+
		"====================\n\n%s\n\n=====================\n\nNumber of Active TFTP servers in the cluster : %d\n\n"+
		"Transferring new reset ITL file to the TFTP server nodes in the cluster.........\n\n",
		strings.Join(names, "\n"), len(names))
	for _, name := range names {
		s.print("Successfully transferred reset ITL to node %s\n", name)
	}
}

// restartService is `utils service restart` (transcripts of the same platform).
func (s *session) restartService() error {
	name := s.args[0]
	if err := s.do(s.cluster.Restart(name, s.node.ID)); err != nil {
		return err
	}
	s.print(" Don't press Ctrl-c while the service is getting RESTARTED.If Service has not Restarted Properly, execute the same Command Again\n"+
		"Service Manager is running\n%[1]s[STOPPING]\n%[1]s[STOPPING]\n%[1]s[STARTING]\n%[1]s[STARTING]\n%[1]s[STARTED]\n", name)
	return nil
}

// startService and stopService print the lines of a restart that concern them; whole transcripts were not found.
func (s *session) startService() error {
	if err := s.do(s.cluster.Start(s.args[0], s.node.ID)); err != nil {
		return err
	}
	s.print("Service Manager is running\n%[1]s[STARTING]\n%[1]s[STARTED]\n", s.args[0])
	return nil
}

func (s *session) stopService() error {
	if err := s.do(s.cluster.Stop(s.args[0], s.node.ID)); err != nil {
		return err
	}
	s.print("Service Manager is running\n%[1]s[STOPPING]\n%[1]s[STOPPED]\n", s.args[0])
	return nil
}

// deleteFile is `file delete tftp NAME` (session in tech note 118893). It acts on this node only.
func (s *session) deleteFile() error {
	name := s.args[0]
	if name != "CTLFile.tlv" && name != "ITLFile.tlv" {
		return fmt.Errorf("file delete tftp %s: this lab has CTLFile.tlv and ITLFile.tlv only", name)
	}
	s.print("Delete the File %s?\n", name)
	if !s.confirm("Enter \"y\" followed by return to continue: ", "y") {
		return nil
	}
	if err := s.do(s.cluster.DeleteFile(s.node.ID, name)); err != nil {
		return err
	}
	s.print("files: found = 1, deleted = 1\n")
	return nil
}
