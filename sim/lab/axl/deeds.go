package axl

import (
	"context"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/tables"
	"tvslab/soap"
)

// commonConfig is the one common phone profile of the lab.
const commonConfig = "Standard Common Phone Profile"

var commonConfigID = tables.ID("commonphoneconfig", commonConfig)

// Verbs of the language by what is done to phones.
const (
	verbReset   = "reset"
	verbRestart = "restart-phone"
	verbApply   = "apply-config"
	verbWipe    = "factory-reset"
)

// readings are the operations that change nothing.
var readings = []tomcat.Operation{
	{Name: "getCCMVersion", Do: getCCMVersion},
	processNodes.list(), processNodes.get(),
	{Name: "listPhone", Do: listPhone}, {Name: "getPhone", Do: getPhone},
	serviceParameters.list(), {Name: "getServiceParameter", Do: getServiceParameter},
	tvsCertificates.list(), {Name: "getTvsCertificate", Do: getTvsCertificate},
	{Name: "listAppUser", Do: listAppUser}, {Name: "getAppUser", Do: getAppUser},
	{Name: "executeSQLQuery", Do: executeSQLQuery},
}

// deeds are those that change something.
var deeds = slices.Concat(
	onPhones("Phone", onePhone, map[string]string{"apply": verbApply, "reset": verbReset, "restart": verbRestart, "wipe": verbWipe}),
	[]tomcat.Operation{
		{Name: "doDeviceReset", Limit: tomcat.LimitAXL, Do: doDeviceReset},
		{Name: "executeSQLUpdate", Limit: tomcat.LimitAXL, Do: executeSQLUpdate},
		{Name: "updatePhone", Limit: tomcat.LimitAXL, Do: updatePhone},
		{Name: "updateServiceParameter", Limit: tomcat.LimitAXL, Do: updateServiceParameter},
		{Name: "doServiceParametersReset", Limit: tomcat.LimitAXL, Do: doServiceParametersReset},
		{Name: "updateTvsCertificate", Limit: tomcat.LimitAXL, Do: updateTvsCertificate},
	},
)

// choice finds the phones that an item of a request stands for. The error is that there is no such item.
type choice func(c *sim.Cluster, op *soap.Element) (devices.Set, error)

func onePhone(c *sim.Cluster, op *soap.Element) (devices.Set, error) {
	p, err := phoneNamed(c, op)
	return devices.One(p.Number), err
}

// onPhones are the operations that do something to all phones of an item, by the word that their names begin with.
func onPhones(item string, find choice, verbs map[string]string) (list []tomcat.Operation) {
	for word, verb := range verbs {
		list = append(list, tomcat.Operation{Name: word + item, Limit: tomcat.LimitAXL, Do: func(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
			return doTo(ctx, a, w, find, verb)
		}})
	}
	slices.SortFunc(list, func(x, y tomcat.Operation) int { return strings.Compare(x.Name, y.Name) })
	return list
}

// doTo does something to the phones of an item: an item without phones is done with.
func doTo(ctx context.Context, a *tomcat.SOAP, w *soap.Writer, find choice, verb string) error {
	var set devices.Set
	if err := see(a, func(c *sim.Cluster) (err error) { set, err = find(c, a.Operation); return err }); err != nil {
		return err
	}
	if len(set) > 0 {
		if err := a.Lab.PlayOn(ctx, a.By, verb, set, nil); err != nil {
			return err
		}
	}
	w.Text("return", "true")
	return nil
}

// resetTypes are the values of deviceResetType that do something in the lab. Generate PRT makes a report on the phone: nothing of the lab
// changes.
var resetTypes = map[string]string{"reset": verbReset, "restart": verbRestart, "apply configuration": verbApply, "extended config pull": verbApply, "generate prt": ""}

// doDeviceReset resets one device, named by its name or its key.
func doDeviceReset(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	verb, ok := resetTypes[strings.ToLower(a.Operation.Get("deviceResetType"))]
	if !a.Operation.Has("deviceResetType") {
		verb, ok = verbRestart, true
		if hard := strings.ToLower(a.Operation.Get("isHardReset")); hard == "true" || hard == "1" || hard == "t" {
			verb = verbReset
		}
	}
	if !ok {
		return &Error{codeRefused, "deviceResetType: " + a.Operation.Get("deviceResetType") + " is none of its values"}
	}
	find := func(c *sim.Cluster, op *soap.Element) (devices.Set, error) {
		return namedDevice(c, op.Child("deviceName"))
	}
	if verb == "" {
		if err := see(a, func(c *sim.Cluster) (err error) { _, err = find(c, a.Operation); return err }); err != nil {
			return err
		}
		w.Text("return", "true")
		return nil
	}
	return doTo(ctx, a, w, find, verb)
}

// namedDevice is the phone that an element names: by its text, a name or a key, or by its attribute uuid.
func namedDevice(c *sim.Cluster, e *soap.Element) (devices.Set, error) {
	if e == nil {
		return nil, notFound("Device")
	}
	for _, text := range []string{e.Attribute("uuid"), e.Value()} {
		if p, ok := phoneByID(c, text); ok {
			return devices.One(p.Number), nil
		}
	}
	if p, ok := phoneByName(c, e.Value()); ok {
		return devices.One(p.Number), nil
	}
	return nil, notFound("Device")
}
