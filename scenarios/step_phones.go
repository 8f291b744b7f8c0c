package scenarios

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// PhoneChoice names phones as the pages of CCMAdmin find them: by selector,
// by CallManager group or by model. The last two may be combined.
type PhoneChoice struct {
	Pos              Pos
	Phones           Selector // all, when the others choose
	CallManagerGroup Names    `yaml:"callmanager-group" doc:"Phones whose CallManager group has exactly these nodes, in this order."`
	Model            Name     `yaml:"model" doc:"Phones of this model."`
}

// String gives the choice as one says it.
func (c PhoneChoice) String() string {
	var text string
	if len(c.CallManagerGroup) > 0 {
		text = "CallManager group " + joined(c.CallManagerGroup)
	}
	switch {
	case c.Model.Value == "" && text == "":
		return c.Phones.String()
	case c.Model.Value == "":
		return text
	case text == "":
		return "model " + c.Model.Value
	}
	return fmt.Sprintf("%s, model %s", text, c.Model)
}

func (c *PhoneChoice) decode(d *decoder, n *yaml.Node, where string) {
	type plain PhoneChoice
	c.Pos = posOf(n)
	if n.Kind != yaml.MappingNode {
		c.Phones.decode(d, n, where)
		return
	}
	c.Phones = Selector{Pos: posOf(n), All: true}
	d.inside(n, (*plain)(c), where)
	if len(n.Content) == 0 {
		d.add(posOf(n), "write callmanager-group, model or both", "%s chooses nothing", where)
	}
}

// ListDeletion is the argument of delete-trust-list. List is "ctl", "itl"
// or "both" (also when it is not written).
type ListDeletion struct {
	Pos    Pos
	Phones Selector `yaml:"phones" need:"true" doc:"The phones."`
	List   Name     `yaml:"list" enum:"ctl itl both" doc:"Which list; both when absent."`
}

// Move is the argument of move; a list that is not written stays as it is.
type Move struct {
	Pos    Pos
	Phones Selector `yaml:"phones" need:"true" doc:"The phones."`
	TFTP   Names    `yaml:"tftp" doc:"The new TFTP servers, at most two."`
	Group  Names    `yaml:"group" doc:"The CallManager group of the new device pool."`
}

func (l *ListDeletion) decode(d *decoder, n *yaml.Node, where string) {
	type plain ListDeletion
	if n.Kind == yaml.MappingNode {
		d.inside(n, (*plain)(l), where)
	} else {
		l.Pos = posOf(n)
		l.Phones.decode(d, n, where)
	}
	if l.List.Value == "" {
		l.List.Value = "both"
	}
}

// SecurityProfile is the argument of security-profile: what the Phone
// Security Profile of the phones says from their next boot on.
type SecurityProfile struct {
	Pos            Pos
	Phones         Selector `yaml:"phones" need:"true" doc:"The phones."`
	Mode           Name     `yaml:"mode" need:"true" enum:"non-secure authenticated encrypted" doc:"Device Security Mode."`
	Authentication Name     `yaml:"authentication" enum:"by-null-string by-authentication-string by-existing-lsc by-existing-mic" doc:"Authentication Mode towards CAPF; as it is when absent."`
}

// CertificateOperation is the argument of certificate-operation.
type CertificateOperation struct {
	Pos       Pos
	Phones    Selector `yaml:"phones" need:"true" doc:"The phones."`
	Operation Name     `yaml:"operation" need:"true" enum:"install-upgrade delete troubleshoot none" doc:"The Certificate Operation of the phone's page."`
}

// LSCUpdate is the argument of update-lsc: the phones, or more with a string.
type LSCUpdate struct {
	Pos    Pos
	Phones Selector `yaml:"phones" need:"true" doc:"The phones."`
	String Name     `yaml:"string" doc:"The authentication string that is typed; that of the phone's page when absent."`
}

func (u *LSCUpdate) decode(d *decoder, n *yaml.Node, where string) {
	type plain LSCUpdate
	if n.Kind == yaml.MappingNode {
		d.inside(n, (*plain)(u), where)
		return
	}
	u.Pos = posOf(n)
	u.Phones.decode(d, n, where)
}

// Authenticator is the argument of authenticator: the certificates of the
// CAs whose phone certificates the network's 802.1X authenticator believes.
type Authenticator struct {
	Pos    Pos
	Trusts Names `yaml:"trusts" need:"true" doc:"Certificate references, for example cucm-pub/CAPF."`
}
