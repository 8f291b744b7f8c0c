package scenarios

import (
	"context"
	"fmt"
	"strings"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
)

// move is its verb's argument; a list that is not written stays as it is.
type move struct {
	Pos    file.Pos
	Phones file.Selector `yaml:"phones" need:"true" doc:"The phones."`
	TFTP   file.Names    `yaml:"tftp" doc:"The new TFTP servers, at most two."`
	Group  file.Names    `yaml:"group" doc:"The CallManager group of the new device pool."`
}

func (x *move) check(c *checker) {
	c.SelectedPhones(&x.Phones)
	c.TFTP(x.TFTP)
	c.CallManagerGroup(x.Group)
	if len(x.TFTP)+len(x.Group) == 0 {
		c.Add(x.Pos, "write tftp, group or both", "the move changes nothing")
	}
}

func (x *move) do(_ context.Context, r *Runner) error {
	return r.Lab.Move(r.set(x.Phones), written(x.TFTP), written(x.Group))
}

// written is nil for a list that was not written.
func written(list file.Names) []string {
	if len(list) == 0 {
		return nil
	}
	return list.Values()
}

// String says which servers phones get.
func (x *move) String() string {
	var parts []string
	if len(x.Group) > 0 {
		parts = append(parts, "with CallManager group "+x.Group.String())
	}
	if len(x.TFTP) > 0 {
		parts = append(parts, "with TFTP servers "+x.TFTP.String()+" (DHCP option 150)")
	}
	return strings.Join(parts, " and ") + " for " + x.Phones.String()
}

// securityProfile is what the Phone Security Profile of the phones says from their next boot on.
type securityProfile struct {
	Pos            file.Pos
	Phones         file.Selector       `yaml:"phones" need:"true" doc:"The phones."`
	Mode           site.DeviceMode     `yaml:"mode" need:"true" doc:"Device Security Mode."`
	Authentication site.Authentication `yaml:"authentication" doc:"Authentication Mode towards CAPF; as it is when absent."`
	Encrypted      *bool               `yaml:"encrypted-config" doc:"TFTP Encrypted Config; as it is when absent."`
	Transport      transportType       `yaml:"transport" doc:"Transport Type of SIP phones in non-secure mode; as it is when absent."`
	Digest         *bool               `yaml:"digest" doc:"Enable Digest Authentication, of SIP phones; as it is when absent."`
	ExcludeDigest  *bool               `yaml:"exclude-digest" doc:"Exclude Digest Credentials in Configuration File; as it is when absent."`
}

func (x *securityProfile) check(c *checker) { c.SelectedPhones(&x.Phones) }

func (x *securityProfile) do(_ context.Context, r *Runner) error {
	return r.onDevices(x.Phones, func(set devices.Set) sim.Op {
		ops := []sim.Op{sim.SetSecurityProfile(set, x.Mode.Value, x.Authentication.Value)}
		if x.Encrypted != nil {
			ops = append(ops, sim.SetEncryptedConfig(set, *x.Encrypted))
		}
		if x.Transport.Value != "" {
			ops = append(ops, sim.SetTransport(set, x.Transport.Value))
		}
		if x.Digest != nil || x.ExcludeDigest != nil {
			ops = append(ops, sim.SetDigest(set, x.Digest, x.ExcludeDigest))
		}
		return sim.All(ops...)
	})
}

func (x *securityProfile) String() string {
	return fmt.Sprintf("%s for %s", spaced(x.Mode.Value, x.Authentication.Value, with(x.Encrypted, "TFTP Encrypted Config"), x.Transport.Value, with(x.Digest, "digest authentication"),
		with(x.ExcludeDigest, "digest credentials excluded")), x.Phones)
}

// transportType is a Transport Type of a phone security profile.
type transportType struct{ file.Name }

// Words are the Transport Types.
func (transportType) Words() []string { return sim.TransportTypes() }

// with says what becomes of a box.
func with(on *bool, name string) string {
	switch {
	case on == nil:
		return ""
	case *on:
		return "with " + name
	}
	return "without " + name
}

// productSpecific is what the page of the phones says under Product Specific Configuration Layout.
type productSpecific struct {
	Pos      file.Pos
	Phones   file.Selector       `yaml:"phones" need:"true" doc:"The phones."`
	Web      site.WebAccess      `yaml:"web-access" doc:"Web Access: whether the phones have web pages; as it is when absent."`
	Settings site.SettingsAccess `yaml:"settings-access" doc:"Settings Access: what the Settings key opens; as it is when absent."`
}

func (x *productSpecific) check(c *checker) {
	c.SelectedPhones(&x.Phones)
	if x.Web.Value+x.Settings.Value == "" {
		c.Add(x.Pos, "write web-access, settings-access or both", "the step changes nothing")
	}
}

func (x *productSpecific) do(_ context.Context, r *Runner) error {
	return r.onDevices(x.Phones, func(set devices.Set) sim.Op {
		return sim.SetSpecific(set, sim.Specific{Web: x.Web.Value, Settings: x.Settings.Value})
	})
}

func (x *productSpecific) String() string {
	return strings.Join(append(labelled("Web Access", x.Web.Value), labelled("Settings Access", x.Settings.Value)...), ", ") + " for " + x.Phones.String()
}

// labelled is a label with its value, nothing without one.
func labelled(label, value string) []string {
	if value == "" {
		return nil
	}
	return []string{label + " " + value}
}

// phoneLoad is its verb's argument.
type phoneLoad struct {
	Pos    file.Pos
	Phones file.Selector `yaml:"phones" need:"true" doc:"The phones."`
	Load   file.Name     `yaml:"load" need:"true" doc:"Name of the firmware load."`
}

func (x *phoneLoad) check(c *checker) {
	c.SelectedPhones(&x.Phones)
	c.Load(x.Load)
}

func (x *phoneLoad) do(_ context.Context, r *Runner) error {
	return r.onDevices(x.Phones, func(set devices.Set) sim.Op { return sim.SetLoad(set, x.Load.Value) })
}

func (x *phoneLoad) String() string { return fmt.Sprintf("%s for %s", x.Load, x.Phones) }

// certificateOperation is its verb's argument.
type certificateOperation struct {
	Pos       file.Pos
	Phones    file.Selector `yaml:"phones" need:"true" doc:"The phones."`
	Operation file.Name     `yaml:"operation" need:"true" words:"install-upgrade delete troubleshoot none" doc:"The Certificate Operation of the phone's page."`
}

func (x *certificateOperation) check(c *checker) { c.SelectedPhones(&x.Phones) }

func (x *certificateOperation) do(_ context.Context, r *Runner) error {
	return r.onDevices(x.Phones, func(set devices.Set) sim.Op {
		return sim.SetCertificateOperation(set, x.Operation.Value)
	})
}

func (x *certificateOperation) String() string {
	return fmt.Sprintf("%s for %s", x.Operation, x.Phones)
}

// lscUpdate is the argument of update-lsc: the phones, or more with a string.
type lscUpdate struct {
	Pos    file.Pos
	Phones file.Selector `yaml:"phones" need:"true" short:"true" doc:"The phones."`
	Typed  file.Name     `yaml:"string" doc:"The site.Authentication string that is typed; that of the phone's page when absent."`
}

func (x *lscUpdate) check(c *checker) { c.SelectedPhones(&x.Phones) }

func (x *lscUpdate) do(ctx context.Context, r *Runner) error {
	return r.Lab.UpdateLSC(ctx, x.Typed.Value, r.phones(x.Phones)...)
}

func (x *lscUpdate) byHand() deed { return deed{of: phone.DeedLSC, phones: &x.Phones} }

func (x *lscUpdate) String() string { return spaced(x.Phones.String(), x.Typed.Value) }

// spaced puts words that are not empty side by side.
func spaced(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}
