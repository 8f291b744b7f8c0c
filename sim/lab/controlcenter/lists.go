package controlcenter

import (
	"context"

	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

// groups are the headings under which Serviceability lists services; what has none stands under the last.
var groups = map[string]string{
	sim.ServiceTVS: "Security Services", sim.ServiceCAPF: "Security Services", sim.ServiceCTLProvider: "Security Services",
	sim.ServiceCCM: "CM Services", sim.ServiceTFTP: "CM Services", sim.ServiceCTIManager: "CM Services", sim.ServiceMobility: "CM Services",
	sim.ServiceAXL: "Database and Admin Services", sim.ServiceTomcat: "Platform Services",
}

const otherGroup = "Platform Services"

// getStatic lists the services of the node, whatever they do.
func getStatic(element string) func(context.Context, *tomcat.SOAP, *soap.Writer) error {
	return func(_ context.Context, a *tomcat.SOAP, w *soap.Writer) (err error) {
		var list []sim.ServiceStatus
		a.Lab.See(func(l *lab.Lab) {
			if c := l.ClusterOf(a.Node.Node); c != nil {
				list = c.Services(a.Node.Node)
			}
		})
		w.Element("ns1:"+element, func() {
			w.Element("ns1:Services", func() {
				for _, s := range list {
					w.Element("ns1:item", func() { writeStatic(w, s) })
				}
			})
		})
		return nil
	}
}

func writeStatic(w *soap.Writer, s sim.ServiceStatus) {
	deployable := "true"
	if s.Network {
		deployable = "false"
	}
	group := groups[s.Name]
	if group == "" {
		group = otherGroup
	}
	w.Text("ns1:ServiceName", s.Name)
	w.Text("ns1:ServiceType", "Service")
	w.Text("ns1:Deployable", deployable)
	w.Text("ns1:GroupName", group)
	w.Element("ns1:DependentServices", nil)
}

// getProducts says which products the node has: one, in its version.
func getProducts(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	var version, publisher string
	a.Lab.See(func(l *lab.Lab) {
		if c := l.ClusterOf(a.Node.Node); c != nil {
			version, publisher = c.Release.Build(), c.Publisher().Name
		}
	})
	list, err := states(a)
	if err != nil {
		return err
	}
	w.Element("ns1:getProductInformationListReturn", func() {
		w.Text("ns1:ActiveServerVersion", version)
		w.Text("ns1:PrimaryNode", publisher)
		w.Text("ns1:SecondaryNode", "")
		w.Element("ns1:Products", func() {
			w.Element("ns1:item", func() {
				w.Text("ns1:ProductName", "Cisco Unified Communications Manager")
				w.Text("ns1:ProductVersion", version)
				w.Text("ns1:ProductDescription", "Unified CM")
				w.Text("ns1:ProductID", "CallManager")
				w.Text("ns1:ShortName", "UCM")
			})
		})
		w.Element("ns1:Services", func() {
			for _, s := range list {
				w.Element("ns1:item", func() {
					w.Text("ns1:ServiceName", s.name)
					w.Text("ns1:ServiceType", "Service")
					w.Text("ns1:ProductID", "CallManager")
				})
			}
		})
	})
	return nil
}
