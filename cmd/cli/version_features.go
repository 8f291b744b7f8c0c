package cli

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"tvslab/accept"
	"tvslab/bench"
	"tvslab/errno"
	"tvslab/feature"
	"tvslab/sim/lab/control"
)

// featuresDocument is what tvslab version --features prints with -o json.
type featuresDocument struct {
	Schema   int          `json:"schema"`
	System   string       `json:"system"` // linux, darwin, windows
	Arch     string       `json:"arch"`
	Features []featureRow `json:"features"`
}

// featureRow is a feature on this system.
type featureRow struct {
	Name    string   `json:"name"`
	Is      string   `json:"is"`
	Here    bool     `json:"here"`
	Systems []string `json:"systems"`
	Why     string   `json:"why,omitempty"`     // it is not here
	Instead string   `json:"instead,omitempty"` // where it is not here
	Found   string   `json:"found,omitempty"`   // on this machine
}

// features says what this system has, and what is found on this machine.
func features() featuresDocument {
	d := featuresDocument{Schema: 1, System: runtime.GOOS, Arch: runtime.GOARCH}
	for _, f := range feature.All() {
		row := featureRow{Name: f.String(), Is: f.Is(), Here: f.Here()}
		for _, s := range feature.Systems() {
			if f.On(s) {
				row.Systems = append(row.Systems, s)
			}
		}
		if !f.Here() {
			row.Why, row.Instead = f.Why(), f.Instead()
		}
		if probe := probes[f]; probe != nil {
			row.Found = probe()
		}
		d.Features = append(d.Features, row)
	}
	return d
}

// probes look at this machine.
var probes = map[feature.Feature]func() string{
	feature.Addresses:     func() string { return found("127.77.0.253 is", listenable("tcp4", "127.77.0.253:0")) },
	feature.LowPorts:      func() string { return found("UDP port 69 of 127.0.0.1 is", listenable("udp4", "127.0.0.1:69")) },
	feature.ControlSocket: func() string { return "a " + string(control.Ways()[0]) },
	feature.Descriptors: func() string {
		if n := accept.Descriptors(); n > 0 {
			return fmt.Sprintf("%d may be open", n)
		}
		return ""
	},
	feature.Limits: func() string {
		if l := bench.ReadLimits(); l.Ports > 0 {
			return fmt.Sprintf("%d ports for clients, %d MB free", l.Ports, l.AvailableMemory>>20)
		}
		return ""
	},
}

// found says what came of a try.
func found(what string, err error) string {
	switch {
	case err == nil:
		return what + " free"
	case errno.InUse.Of(err):
		return what + " in use"
	case errno.Denied.Of(err):
		return what + " not permitted"
	case errno.Elsewhere.Of(err):
		return what + " no address of this machine"
	}
	return err.Error()
}

// listenable tries whether this process can listen at an address.
func listenable(network, address string) error {
	var listener io.Closer
	var err error
	if strings.HasPrefix(network, "udp") {
		listener, err = net.ListenPacket(network, address)
	} else {
		listener, err = net.Listen(network, address)
	}
	if err != nil {
		return err
	}
	return listener.Close()
}

// writeFeatures prints the table: a feature, then what else is to be said of it.
func writeFeatures(w io.Writer, d featuresDocument) error {
	fmt.Fprintf(w, "%s, %s\n\n", feature.SystemName(d.System), d.Arch)
	var rows []table.Row
	for _, f := range d.Features {
		here := "yes"
		if !f.Here {
			here = "no"
		}
		rows = append(rows, table.Row{f.Name, here, strings.ReplaceAll(f.Is, "`", "")})
		if !f.Here {
			rows = append(rows, table.Row{"", "", "  " + f.Why + "; instead: " + strings.ReplaceAll(f.Instead, "`", "")})
		}
		if f.Found != "" {
			rows = append(rows, table.Row{"", "", "  found: " + f.Found})
		}
	}
	printTable(w, table.Row{"feature", "here", "is"}, rows)
	return nil
}
