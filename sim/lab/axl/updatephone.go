package axl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/tables"
	"tvslab/soap"
)

// change is a step about one phone that an update makes.
type change struct {
	verb string
	with map[string]any
}

// changer works out what an element of updatePhone changes; none where it says what is so.
type changer func(c *sim.Cluster, p phone, e *soap.Element) (*change, error)

// changers are the elements of updatePhone that change something.
var changers = map[string]changer{
	"certificateOperation": changeOperation, "authenticationMode": changeAuthentication, "securityProfileName": changeProfile,
	"vendorConfig": changeVendorConfig, "loadInformation": changeLoad,
}

// updatePhone changes a phone: each element that says something else than the database is a step.
func updatePhone(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	var p phone
	var changes []change
	err := see(a, func(c *sim.Cluster) (err error) {
		if p, err = phoneNamed(c, a.Operation); err != nil {
			return err
		}
		changes, err = changesOf(c, p, a.Operation)
		return err
	})
	if err != nil {
		return err
	}
	for _, one := range changes {
		if err := a.Lab.PlayOn(ctx, a.By, one.verb, devices.One(p.Number), one.with); err != nil {
			return err
		}
	}
	w.Text("return", tables.UUID(tables.DeviceID(p.Name())))
	return nil
}

// passive are elements that name the phone, or that the database works out: they are taken and change nothing. When an operation ends follows
// from the enterprise parameter in the lab.
var passive = []string{"name", "uuid", "certificateStatus", "upgradeFinishTime", "authenticationString"}

// changesOf are the changes of an update, checked before anything is done. An element that the lab does not keep may say only what is so.
func changesOf(c *sim.Cluster, p phone, op *soap.Element) (list []change, err error) {
	for _, e := range op.Children {
		if e.Nil() || slices.Contains(passive, e.Local) {
			continue
		}
		if find := changers[e.Local]; find != nil {
			one, err := find(c, p, e)
			if err != nil {
				return nil, err
			}
			if one != nil {
				list = append(list, *one)
			}
			continue
		}
		f := phones.field(e.Local)
		if f == nil || f.text == nil || !sameName(f.text(c, p), e.Value()) {
			return nil, &Error{codeRefused, fmt.Sprintf("%s: the lab does not keep another value of this field", e.Local)}
		}
	}
	return list, nil
}

func changeOperation(c *sim.Cluster, p phone, e *soap.Element) (*change, error) {
	for kind, word := range operationWords {
		switch {
		case !sameName(word, e.Value()):
		case kind == p.Pending(c.Now) && kind == capf.None:
			return nil, nil
		default:
			return &change{"certificate-operation", map[string]any{"operation": string(kind)}}, nil
		}
	}
	return nil, &Error{codeRefused, fmt.Sprintf("certificateOperation: %q is none of its values", e.Value())}
}

// authenticationKeys are CAPF authentication modes in the words of the scenario language.
var authenticationKeys = map[capf.Authentication]string{capf.ByNull: "by-null-string", capf.ByString: "by-authentication-string", capf.ByLSC: "by-existing-lsc", capf.ByMIC: "by-existing-mic"}

// modeKeys are Device Security Modes likewise.
var modeKeys = map[int]string{sim.DeviceNonSecure: "non-secure", sim.DeviceAuthenticated: "authenticated", sim.DeviceEncrypted: "encrypted"}

// changeAuthentication gives the phone a security profile that differs in this alone.
func changeAuthentication(_ *sim.Cluster, p phone, e *soap.Element) (*change, error) {
	for by := range authenticationKeys {
		other := *p.Profile
		other.Authentication = by
		if !sameName(tables.SecurityProfileOf(&other).Authentication(), e.Value()) {
			continue
		}
		if by == p.Profile.CAPFAuthentication() {
			return nil, nil
		}
		return profileChange(&other), nil
	}
	return nil, &Error{codeRefused, fmt.Sprintf("authenticationMode: %q is none of its values", e.Value())}
}

// changeProfile gives the phone the security profile of a name: each that its settings can make.
func changeProfile(_ *sim.Cluster, p phone, e *soap.Element) (*change, error) {
	id := tables.Pkid(e.Attribute("uuid"))
	for other := range profilesFor(p.Profile) {
		own := tables.SecurityProfileOf(&other)
		if id != "" && own.ID != id || id == "" && !sameName(own.Name, e.Value()) {
			continue
		}
		if own.ID == tables.SecurityProfileOf(p.Profile).ID {
			return nil, nil
		}
		return profileChange(&other), nil
	}
	return nil, notFound("PhoneSecurityProfile")
}

// profilesFor are the profiles that phones of the same model and protocol can have.
func profilesFor(of *sim.Profile) func(yield func(sim.Profile) bool) {
	return func(yield func(sim.Profile) bool) {
		for mode := range modeKeys {
			for by := range authenticationKeys {
				for bits := range 16 {
					p := *of
					p.SecurityMode, p.Authentication = mode, by
					p.Encrypted, p.Digest, p.DigestExcluded = bits&1 != 0, bits&2 != 0, bits&4 != 0
					if p.Transport = of.Transport; bits&8 != 0 {
						p.Transport = 0
					}
					if !yield(p) {
						return
					}
				}
			}
		}
	}
}

// profileChange is the step that gives phones the security settings of a profile.
func profileChange(p *sim.Profile) *change {
	with := map[string]any{"mode": modeKeys[p.Mode()], "authentication": authenticationKeys[p.CAPFAuthentication()], "encrypted-config": p.Encrypted}
	if p.Protocol == "SIP" {
		with["transport"], with["digest"], with["exclude-digest"] = p.TransportName(), p.Digest, p.DigestExcluded
	}
	return &change{"security-profile", with}
}

// changeVendorConfig changes what the lab has of the product specific configuration; the rest of it is taken and not kept.
func changeVendorConfig(_ *sim.Cluster, p phone, e *soap.Element) (*change, error) {
	web, settings := p.Profile.Specific.Elements()
	with := map[string]any{}
	for _, one := range []struct{ element, key, is string }{{"webAccess", "web-access", web}, {"settingsAccess", "settings-access", settings}} {
		value := e.Get(one.element)
		if value == "" || value == one.is {
			continue
		}
		word := vendorWord(one.key, value)
		if word == "" {
			return nil, &Error{codeRefused, fmt.Sprintf("vendorConfig: %s: %q is none of its values", one.element, value)}
		}
		with[one.key] = word
	}
	if len(with) == 0 {
		return nil, nil
	}
	return &change{"product-specific", with}, nil
}

// vendorWord is the value of an element of vendorConfig in the words of the scenario language: clients write its number or its word.
func vendorWord(key, value string) string {
	numbers, words := sim.SpecificOf(value, value), sim.WebAccesses()
	number := numbers.Web
	if key == "settings-access" {
		number, words = numbers.Settings, sim.SettingsAccesses()
	}
	if number != "" {
		return number
	}
	value = strings.ToLower(value)
	if value == "readonly" || value == "read only" {
		value = "read-only"
	}
	if slices.Contains(words, value) {
		return value
	}
	return ""
}

func changeLoad(_ *sim.Cluster, p phone, e *soap.Element) (*change, error) {
	if e.Value() == "" || e.Value() == p.Profile.Load {
		return nil, nil
	}
	return &change{"phone-load", map[string]any{"load": e.Value()}}, nil
}
