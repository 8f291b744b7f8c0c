package scenarios

import (
	"fmt"
	"strings"
)

// String says the step in words, for timelines and errors.
func (s *Step) String() string {
	text := s.Verb
	if argument := s.argument(); argument != "" {
		text += " " + argument
	}
	if s.Note != "" {
		text += " (" + s.Note + ")"
	}
	return text
}

func (s *Step) argument() string {
	for _, sel := range []*Selector{s.PowerOn, s.PowerOff, s.Reset, s.RestartPhone, s.FactoryReset} {
		if sel != nil {
			return sel.String()
		}
	}
	switch {
	case s.DeleteTrustList != nil:
		return s.DeleteTrustList.Phones.String()
	case s.Move != nil:
		return fmt.Sprintf("%s: tftp %v, group %v", s.Move.Phones, s.Move.TFTP.Values(), s.Move.Group.Values())
	case s.Set != nil:
		return fmt.Sprintf("%s = %s", s.Set.Parameter, s.Set.Value)
	case s.CLI != nil:
		return fmt.Sprintf("%s: admin:%s", s.CLI.Node, s.CLI.Run)
	case s.Token != nil:
		return fmt.Sprintf("%s, tokens %v, signed by %s", s.Token.Action, s.Token.Tokens.Values(), s.Token.Signer)
	case s.Wait != nil && s.Wait.Registered:
		return "registered"
	case s.Wait != nil:
		return s.Wait.For.String()
	case s.Advance != nil:
		return s.Advance.Value.String()
	case s.Backup != nil:
		return s.Backup.Value
	case s.Restore != nil:
		return s.Restore.Value
	case s.Expect != nil:
		return strings.Join(s.Expect.targets(), ", ")
	}
	return s.clusterArgument()
}

func (s *Step) clusterArgument() string {
	switch {
	case s.Regenerate != nil:
		return fmt.Sprintf("%s on %s", joined(s.Regenerate.Certificate), s.Regenerate.Nodes)
	case s.Fault != nil:
		return s.Fault.String()
	case s.Heal != nil:
		return s.Heal.String()
	}
	for _, c := range []*ServiceChange{s.Restart, s.Stop, s.Start} {
		if c != nil {
			return fmt.Sprintf("%s on %s", joined(c.Service), c.Nodes)
		}
	}
	for _, c := range []*StoreChange{s.Upload, s.DeleteCertificate} {
		if c != nil {
			return fmt.Sprintf("%s in %s on %s", c.Certificate, c.Store, c.Nodes)
		}
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
