package sim

import (
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/list"
)

// SetMixedMode is `utils ctl set-cluster mixed-mode`.
func SetMixedMode(c *Cluster) error {
	if err := needsCTLCommands(c, "utils ctl set-cluster mixed-mode"); err != nil {
		return err
	}
	if err := needsLicence(c, "utils ctl set-cluster mixed-mode"); err != nil {
		return err
	}
	c.parameters = with(c.parameters, ParamClusterMode, "1")
	c.note(nil, fact.ParameterSet{Name: ParamClusterMode, Value: "1"})
	return writeCTL(c, c.rules.CTLSigner)
}

// SetNonSecureMode is `utils ctl set-cluster non-secure-mode`. The CTL file stays, with its CCM+TFTP records
// emptied (tech note 118892); no token is needed.
func SetNonSecureMode(c *Cluster) error {
	if err := needsCTLCommands(c, "utils ctl set-cluster non-secure-mode"); err != nil {
		return err
	}
	c.parameters = with(c.parameters, ParamClusterMode, "0")
	c.note(nil, fact.ParameterSet{Name: ParamClusterMode, Value: "0"})
	if c.Publisher().ctl == nil {
		return nil
	}
	return writeCTL(c, c.rules.CTLSigner)
}

// UpdateCTL is `utils ctl update CTLFile`: the CTL is made anew from the current certificates. On a CTL signed by
// tokens it also moves the cluster to the tokenless CTL. A cluster in non-secure mode that has a CTL needs the update where the file is
// used for 802.1X (tech note 214231); the mode stays, and with it the emptied records. The licence is asked for in mixed mode
// (security guide 12.5).
func UpdateCTL(c *Cluster) error {
	const command = "utils ctl update CTLFile"
	if err := needsCTLCommands(c, command); err != nil {
		return err
	}
	if c.Mixed() {
		if err := needsLicence(c, command); err != nil {
			return err
		}
	} else if c.Publisher().ctl == nil {
		return fmt.Errorf("%s: the cluster is not in mixed mode and has no CTL file; use `utils ctl set-cluster mixed-mode` first", command)
	}
	return writeCTL(c, c.rules.CTLSigner)
}

// ResetCTL is `utils ctl reset localkey`: the CTL is made anew and signed with the secondary SAST certificate.
func ResetCTL(c *Cluster) error {
	const command = "utils ctl reset localkey"
	if err := needsMixed(c, command); err != nil {
		return err
	}
	if c.rules.CTLReset == "" {
		return fmt.Errorf("%s: not available on release %s (10.5(2) and later)", command, c.Release)
	}
	return writeCTL(c, c.rules.CTLReset)
}

func needsCTLCommands(c *Cluster, command string) error {
	if c.rules.CTLSigner == "" {
		return fmt.Errorf("%s: not available on release %s (10.0 and later; older releases need the CTL client)", command, c.Release)
	}
	if c.Publisher().Down {
		return fmt.Errorf("%s: the publisher %s is down", command, c.Publisher().Name)
	}
	return nil
}

// needsLicence refuses where the release asks for a licence that the cluster does not have (row 21). The text of the
// refusal is unknown; the alarm's name is that of tech note 118893 and security guide 12.5.
func needsLicence(c *Cluster, command string) error {
	if c.rules.Licence == "" || c.settings.MixedModeLicence {
		return nil
	}
	return fmt.Errorf("%s: ClusterModeSecurityFailedExportControlNotAllow: mixed mode needs %s", command, c.rules.Licence)
}

func needsMixed(c *Cluster, command string) error {
	if err := needsCTLCommands(c, command); err != nil {
		return err
	}
	if !c.Mixed() {
		return fmt.Errorf("%s: the cluster is not in mixed mode; use `utils ctl set-cluster mixed-mode` first", command)
	}
	return nil
}

// writeCTL makes the tokenless CTL on the publisher and copies it to the other nodes.
func writeCTL(c *Cluster, signer cucm.Store) error {
	return deliverCTL(c, c.view(c.Publisher(), c.parameters[ParamSignature]).CTL(signer))
}

// deliverCTL signs the file on the publisher and copies it to every node that SFTP reaches. It is served at once;
// phones are not reset; TVS notices by its file monitor.
func deliverCTL(c *Cluster, plan list.Plan) error {
	if err := roomOn(c.Publisher()); err != nil {
		return fmt.Errorf("%s: %w", list.CTLName, err)
	}
	file, err := list.Build(c.keys, plan, c.datedOn(c.Publisher()))
	if err != nil {
		return err
	}
	c.note(c.Publisher(), fact.CTLWritten{File: signed(plan, file)})
	for _, n := range c.Nodes {
		if n != c.Publisher() && (n.SFTPBroken || n.Down) {
			c.note(n, fact.CTLNotCopied{})
			continue
		}
		if n.DiskFull {
			c.note(n, fact.NoRoom{File: list.CTLName})
			continue
		}
		setCTL(c, n, file)
	}
	return nil
}

// signed is what events tell of a list that was built by a plan.
func signed(plan list.Plan, file *list.File) fact.Signed {
	return fact.Signed{Records: len(plan.Records), Store: file.SignerStore(), Signer: file.Signer}
}

func setCTL(c *Cluster, n *Node, file *list.File) {
	settleTVS(c, n)
	n.ctl = file
	n.tvs = n.tvs.CTLChanged(c.Now.Add(c.settings.TVSCTLPoll))
}

// DeleteFile is `file delete tftp NAME` on one node: CTLFile.tlv, ITLFile.tlv or itlfileflags.txt. Cisco Tftp builds a
// new ITL at its next start where ITLFile.tlv or its flags are gone (troubleshooting guide for the flags).
func DeleteFile(node, name string) Op {
	return func(c *Cluster) error {
		return onNode(c, node, func(n *Node) error {
			switch {
			case name == list.CTLName && n.ctl != nil:
				setCTL(c, n, nil)
			case name == list.ITLName && n.itl != nil:
				n.itl = nil
			case name == "itlfileflags.txt" && n.ITLFlags():
				n.noFlags = true
			default:
				return fmt.Errorf("file delete tftp %s: no such file on %q", name, n.Name)
			}
			c.note(n, fact.FileDeleted{Name: name})
			return nil
		})
	}
}
