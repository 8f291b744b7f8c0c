package scenarios

import (
	"fmt"
	"strings"
)

// argument says what the step is done to and with.
func (s *Step) argument() string {
	for _, say := range []func() string{s.phoneArgument, s.certificateArgument, s.serviceArgument, s.nodeArgument, s.labArgument} {
		if text := say(); text != "" {
			return text
		}
	}
	return ""
}

// phoneChoice is the argument of the verbs that choose phones by more than
// a selector; nil for others.
func (s *Step) phoneChoice() *PhoneChoice {
	for _, c := range []*PhoneChoice{s.Reset, s.RestartPhone, s.ApplyConfig} {
		if c != nil {
			return c
		}
	}
	return nil
}

// serviceChange is the argument of the verbs on services; nil for others.
func (s *Step) serviceChange() *ServiceChange {
	for _, c := range []*ServiceChange{s.Restart, s.Stop, s.Start, s.Activate, s.Deactivate} {
		if c != nil {
			return c
		}
	}
	return nil
}

func (s *Step) phoneArgument() string {
	for _, sel := range []*Selector{s.PowerOn, s.PowerOff, s.FactoryReset} {
		if sel != nil {
			return sel.String()
		}
	}
	switch {
	case s.phoneChoice() != nil:
		return s.phoneChoice().String()
	case s.DeleteTrustList != nil:
		return s.DeleteTrustList.Phones.String()
	case s.Move != nil:
		return s.Move.String()
	case s.SecurityProfile != nil:
		p := s.SecurityProfile
		return fmt.Sprintf("%s for %s", spaced(p.Mode.Value, p.Authentication.Value), p.Phones)
	case s.UpdateLSC != nil:
		return spaced(s.UpdateLSC.Phones.String(), s.UpdateLSC.String.Value)
	case s.CertificateOperation != nil:
		return fmt.Sprintf("%s for %s", s.CertificateOperation.Operation, s.CertificateOperation.Phones)
	}
	return ""
}

// String says which servers phones get.
func (m *Move) String() string {
	var parts []string
	if len(m.Group) > 0 {
		parts = append(parts, "with CallManager group "+joined(m.Group))
	}
	if len(m.TFTP) > 0 {
		parts = append(parts, "with TFTP servers "+joined(m.TFTP)+" (DHCP option 150)")
	}
	return strings.Join(parts, " and ") + " for " + m.Phones.String()
}

func (s *Step) certificateArgument() string {
	switch {
	case s.Regenerate != nil:
		return fmt.Sprintf("%s on %s", joined(s.Regenerate.Certificate), s.Regenerate.Nodes)
	case s.GenerateSelfSigned != nil:
		x := s.GenerateSelfSigned
		return fmt.Sprintf("%s%s on %s", joined(x.Certificate), details(x.Distribution, x.KeyLength, x.Hash), x.Nodes)
	case s.GenerateCSR != nil:
		x := s.GenerateCSR
		return fmt.Sprintf("%s%s on %s", x.Store, details(x.Distribution, x.KeyLength, x.Hash), x.Nodes)
	case s.Upload != nil:
		return fmt.Sprintf("%s as %s on %s", s.Upload.Certificate, s.Upload.Store, s.Upload.Nodes)
	case s.DeleteCertificate != nil:
		return fmt.Sprintf("%s in %s on %s", s.DeleteCertificate.Certificate, s.DeleteCertificate.Store, s.DeleteCertificate.Nodes)
	case s.ReuseCertificate != nil:
		return "tomcat for CallManager on " + s.ReuseCertificate.Node.Value
	}
	return ""
}

// details lists what was chosen beside the release's own proposals.
func details(distribution Name, bits int, hash Name) string {
	text := spaced(distribution.Value, hash.Value)
	if bits != 0 {
		text = spaced(text, fmt.Sprintf("%d bits", bits))
	}
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func spaced(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func (s *Step) serviceArgument() string {
	switch c := s.serviceChange(); {
	case s.Activate != nil || s.Deactivate != nil:
		return fmt.Sprintf("%s on %s", joined(c.Service), c.Nodes)
	case c != nil:
		return "on " + c.Nodes.String() // the services stand in the place
	case s.Set != nil:
		return fmt.Sprintf("%s = %s", s.Set.Parameter, s.Set.Value)
	case s.CLI != nil:
		return fmt.Sprintf("%s: admin:%s", s.CLI.Node, s.CLI.Run)
	case s.Token != nil:
		return fmt.Sprintf("%s, tokens %v, signed by %s", s.Token.Action, s.Token.Tokens.Values(), s.Token.Signer)
	}
	return ""
}

func (s *Step) nodeArgument() string {
	for _, n := range []*Name{s.RemoveNode, s.SwitchVersion, s.ExportRecoveryKey, s.ITLResetRemote} {
		if n != nil {
			return n.Value
		}
	}
	switch {
	case s.SetHostname != nil:
		return fmt.Sprintf("%s of %s", s.SetHostname.Name, s.SetHostname.Node)
	case s.SetDomain != nil:
		return fmt.Sprintf("%s on %s", s.SetDomain.Domain, s.SetDomain.Node)
	case s.SetAddress != nil:
		return fmt.Sprintf("%s of %s", s.SetAddress.Address, s.SetAddress.Node)
	case s.RebuildNode != nil:
		return s.RebuildNode.String()
	case s.AddNode != nil:
		return strings.Join(s.AddNode.Names(), ", ")
	case s.Upgrade != nil:
		return map[bool]string{true: "refresh upgrade to ", false: ""}[s.Upgrade.Refresh] + s.Upgrade.Release.Value
	case s.Backup != nil:
		return s.Backup.String()
	case s.Restore != nil:
		return s.Restore.String()
	}
	return ""
}

// String names the backup and, if not all, the nodes.
func (s *Snapshot) String() string {
	if s.Nodes == nil || s.Nodes.All {
		return s.Name.Value
	}
	return s.Name.Value + " of " + s.Nodes.String()
}

func (s *Step) labArgument() string {
	switch {
	case s.Authenticator != nil:
		return "trusts " + joined(s.Authenticator.Trusts)
	case s.Fault != nil:
		return s.Fault.String()
	case s.Heal != nil:
		return s.Heal.String()
	case s.Wait != nil && s.Wait.Registered:
		return "registered"
	case s.Wait != nil:
		return Duration{Value: s.Wait.For}.String()
	case s.Advance != nil:
		return s.Advance.String()
	case s.Expect != nil:
		return strings.Join(s.Expect.targets(), ", ")
	}
	return ""
}

// String says the fault in words.
func (f *Fault) String() string {
	text := f.Kind.Value
	if f.Port != 0 {
		text += fmt.Sprintf(" %d", f.Port)
	}
	if f.Nodes != nil {
		text += " on " + f.Nodes.String()
	}
	if f.Phones != nil {
		text += " for " + f.Phones.String()
	}
	return text
}

func (es Expectations) targets() []string {
	var list []string
	for _, t := range es {
		list = append(list, t.Name.Value)
	}
	return list
}

func joined(list Names) string { return strings.Join(list.Values(), ", ") }
