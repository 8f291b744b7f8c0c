package axl

import (
	"context"
	"encoding/json"
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/tables"
	"tvslab/soap"
)

// enterpriseService is the service to which AXL counts enterprise parameters (inferred).
const enterpriseService = "Enterprise Wide"

// parameter is a parameter as AXL shows it.
type parameter struct {
	id, service, name, page, value string
	values                         []string // in the words of the page, where there are few
}

// serviceParameters are the enterprise parameters that the lab has, and those of services. In the lab the latter are the cluster's.
var serviceParameters = kind[parameter]{name: "ServiceParameter", element: "serviceParameter",
	all: parametersOf,
	id:  func(_ *sim.Cluster, o parameter) string { return o.id },
	fields: []field[parameter]{
		said("name", func(_ *sim.Cluster, o parameter) string { return o.name }),
		field[parameter]{name: "processNodeName", text: func(*sim.Cluster, parameter) string { return tables.EnterpriseWide },
			id: func(*sim.Cluster, parameter) string { return tables.ID("processnode", tables.EnterpriseWide) }},
		said("service", func(_ *sim.Cluster, o parameter) string { return o.service }),
		said("value", func(_ *sim.Cluster, o parameter) string { return o.value }),
		always[parameter]("valueType", "String"),
	},
}

func parametersOf(c *sim.Cluster) (list []parameter) {
	written := map[string]string{}
	for _, p := range tables.Parameters(c) {
		written[p.Page] = p.Value
	}
	for _, p := range c.AllParameters() {
		service := enterpriseService
		switch {
		case p.Name == sim.ParamAutoRegistration:
			continue // a box on the pages of call managers
		case p.Section == "":
			service = sim.ServiceCAPF
		}
		value, known := written[p.Name]
		if !known {
			value = p.Value
		}
		name := tables.ParameterName(p.Name)
		list = append(list, parameter{tables.ID("processconfig", name), service, name, p.Name, value, p.Values})
	}
	return list
}

// parameterNamed is the parameter that a request names: by uuid, or by name, which may be that of the page.
func parameterNamed(c *sim.Cluster, op *soap.Element) (parameter, error) {
	id, name, service := tables.Pkid(op.Get("uuid")), op.Get("name"), op.Get("service")
	for _, p := range parametersOf(c) {
		switch {
		case id != "" && p.id != id, id == "" && !sameName(name, p.name) && !sameName(name, p.page), service != "" && !sameName(service, p.service):
		default:
			return p, nil
		}
	}
	return parameter{}, notFound("ServiceParameter")
}

func getServiceParameter(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	return see(a, func(c *sim.Cluster) error {
		p, err := parameterNamed(c, a.Operation)
		if err != nil {
			return err
		}
		return serviceParameters.show(a.Operation, w, c, p)
	})
}

// updateServiceParameter sets a parameter, by the step that its page is.
func updateServiceParameter(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	var p parameter
	step := map[string]any{}
	if err := seeLab(a, func(l *lab.Lab, c *sim.Cluster) (err error) {
		p, err = parameterNamed(c, a.Operation)
		onCluster(l, c, step)
		return err
	}); err != nil {
		return err
	}
	if !a.Operation.Has("value") {
		return &Error{codeRefused, "value is missing"}
	}
	value := a.Operation.Get("value")
	if value != p.value {
		step["set"] = map[string]any{"parameter": p.page, "value": p.worded(value)}
		if err := play(ctx, a, step); err != nil {
			return err
		}
	}
	w.Text("return", tables.UUID(p.id))
	return nil
}

// worded is a value in the words of the page: the database has T and F for boxes.
func (p *parameter) worded(value string) string {
	box := map[string]string{"t": "True", "f": "False"}[strings.ToLower(value)]
	for _, v := range p.values {
		if v == box {
			return box
		}
	}
	return value
}

// doServiceParametersReset resets the phones where the parameters are those of the enterprise; no phone of the lab depends on others.
func doServiceParametersReset(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	if service := a.Operation.Get("service"); service != "" && !sameName(service, enterpriseService) {
		w.Text("return", "true")
		return nil
	}
	return doTo(ctx, a, w, allPhones, verbReset)
}

// onCluster lets a step be about a cluster.
func onCluster(l *lab.Lab, c *sim.Cluster, step map[string]any) {
	if name := l.NameOf(c); name != "" {
		step["cluster"] = name
	}
}

// play does a step.
func play(ctx context.Context, a *tomcat.SOAP, step map[string]any) error {
	text, err := json.Marshal(step)
	if err != nil {
		return err
	}
	return a.Lab.Play(ctx, a.By, string(text))
}
