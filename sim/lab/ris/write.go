package ris

import (
	"fmt"
	"strconv"

	"tvslab/soap"
)

// Values of elements that are the same for all phones of the lab (schema; their meaning is recalled).
const (
	perfMonObject   = "2"
	downloadUnknown = "Unknown"
)

// write writes the answer.
func (found *answer) write(w *soap.Writer) {
	w.Element("ns1:selectCmDeviceReturn", func() {
		w.Element("ns1:SelectCmDeviceResult", func() {
			w.Text("ns1:TotalDevicesFound", strconv.Itoa(found.total))
			if found.total == 0 {
				w.Nil("ns1:CmNodes")
				return
			}
			w.Element("ns1:CmNodes", func() {
				for i := range found.nodes {
					w.Element("ns1:item", func() { found.nodes[i].write(w) })
				}
			})
		})
		w.Text("ns1:StateInfo", found.state())
	})
}

// state is the cursor, XML as text: clients hand it back as it is, and the lab does not need it.
func (found *answer) state() string {
	text := "<StateInfo>"
	for _, n := range found.nodes {
		text += fmt.Sprintf(`<Node Name="%s" TotalItemsFound="%d" TotalItemsReturned="%d"/>`, n.name, len(n.devices), len(n.devices))
	}
	return text + "</StateInfo>"
}

func (n *node) write(w *soap.Writer) {
	w.Text("ns1:ReturnCode", n.code)
	w.Text("ns1:Name", n.name)
	w.Text("ns1:NoChange", "false")
	w.Element("ns1:CmDevices", func() {
		for i := range n.devices {
			w.Element("ns1:item", func() { n.devices[i].write(w) })
		}
	})
}

func yes(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

// write writes the elements of a device in the order of the schema.
func (d *device) write(w *soap.Writer) {
	number := strconv.Itoa(d.Kind.Model.Number)
	for _, e := range [][2]string{
		{"Name", d.name}, {"DirNumber", d.lines()}, {"DeviceClass", "Phone"}, {"Model", number}, {"Product", number}, {"BoxProduct", "0"},
		{"Httpd", yes(d.web)}, {"RegistrationAttempts", "0"}, {"IsCtiControllable", "true"}, {"LoginUserId", ""}, {"Status", d.status()},
		{"StatusReason", strconv.Itoa(int(d.Mark.Reason))}, {"PerfMonObject", perfMonObject}, {"DChannel", "0"}, {"Description", d.described}, {"H323Trunk", ""},
		{"TimeStamp", strconv.FormatInt(d.Mark.Since.Unix(), 10)}, {"Protocol", protocolOf(d.Known)}, {"NumOfLines", "1"},
	} {
		said(w, e[0], e[1])
	}
	w.Element("ns1:LinesStatus", func() {
		if d.extension != "" {
			w.Element("ns1:item", func() {
				w.Text("ns1:DirectoryNumber", d.extension)
				w.Text("ns1:Status", d.status())
			})
		}
	})
	for _, e := range [][2]string{{"ActiveLoadID", d.Kind.Load}, {"InactiveLoadID", ""}, {"DownloadStatus", downloadUnknown}, {"DownloadFailureReason", ""}, {"DownloadServer", ""}} {
		said(w, e[0], e[1])
	}
	w.Element("ns1:IPAddress", func() {
		w.Element("ns1:item", func() {
			w.Text("ns1:IP", d.address)
			w.Text("ns1:IPAddrType", "ipv4")
			w.Text("ns1:Attribute", "Unknown")
		})
	})
}

// said writes an element, nil where there is nothing to say.
func said(w *soap.Writer, name, text string) {
	if text == "" {
		w.Nil("ns1:" + name)
		return
	}
	w.Text("ns1:"+name, text)
}
