package controlcenter

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

// Verbs of the scenario language by what a request wants.
var (
	controls    = map[string]string{"Start": "start", "Stop": "stop", "Restart": "restart"}
	deployments = map[string]string{"Deploy": "activate", "UnDeploy": "deactivate"}
)

// ownServices serve the call that would end them: clients use the command line for these.
var ownServices = []string{sim.ServiceTomcat}

// doControl starts, stops or restarts services of the node that is asked, and answers how they stand then.
func doControl(element string) func(context.Context, *tomcat.SOAP, *soap.Writer) error {
	return doing(element, "ControlType", controls)
}

// doDeployment activates or deactivates feature services.
func doDeployment(element string) func(context.Context, *tomcat.SOAP, *soap.Writer) error {
	return doing(element, "DeployType", deployments)
}

// doing does something to services. The request is in an element of its own (ControlServiceRequest, DeploymentServiceRequest), or its
// parts stand in the operation, as clients of the extended service have it.
func doing(element, kind string, verbs map[string]string) func(context.Context, *tomcat.SOAP, *soap.Writer) error {
	return func(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
		request := a.Operation
		if len(request.Children) == 1 && !request.Has(kind) {
			request = request.Children[0]
		}
		verb, ok := verbs[request.Get(kind)]
		names := asked(request, "ServiceList")
		list, err := states(a)
		switch {
		case err != nil:
			return err
		case !ok:
			return &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("%s: %q is not one of its values", kind, request.Get(kind))}
		case len(names) == 0 || len(names) > mostNames:
			return &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("ServiceList: 1 to %d services", mostNames)}
		}
		if err := known(list, names); err != nil {
			return err
		}
		if err := play(ctx, a, verb, names); err != nil {
			return err
		}
		if list, err = states(a); err != nil {
			return err
		}
		write(w, element, chosen(list, names))
		return nil
	}
}

// known refuses names of services that the node does not have, or that cannot be controlled from here.
func known(list []status, names []string) error {
	for _, name := range names {
		switch {
		case slices.Contains(ownServices, name):
			return &soap.Fault{Text: fmt.Sprintf("%s cannot be controlled by the web service that it serves: utils service restart %s", name, name)}
		case !slices.ContainsFunc(list, func(s status) bool { return s.name == name }):
			return &soap.Fault{Text: fmt.Sprintf("Service %s is not on this node", name)}
		}
	}
	return nil
}

// play does it, as a step of the lab.
func play(ctx context.Context, a *tomcat.SOAP, verb string, names []string) error {
	step, err := json.Marshal(map[string]any{verb: map[string]any{"service": names, "nodes": []string{a.Node.Name}}})
	if err != nil {
		return err
	}
	return a.Lab.Play(ctx, a.By, string(step))
}
