package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"tvslab/sim/lab/control"
)

// defaultConsole is how many lines of its console a phone is shown with.
const defaultConsole = 20

// show shows a phone of a running lab.
func (l *labPhones) show(ctx context.Context, name string, console int) error {
	if console < 0 || console > 200 {
		return usageError{fmt.Errorf("--console %d: 0 to 200 lines", console)}
	}
	running, err := l.open()
	if err != nil {
		return err
	}
	d, err := running.Phone(ctx, name, console)
	if err != nil {
		return controlError(err)
	}
	return l.print(d, func(w io.Writer) error { return writeDetail(w, d) })
}

func writeDetail(w io.Writer, d *control.PhoneDetail) error {
	fmt.Fprintf(w, "%s  group %s, model %s, %s, %s; clock %s UTC\n", d.Name, d.Group, d.Model, d.Protocol, power(d), d.Clock)
	fmt.Fprintf(w, "%-14s %s\n", "trust", strings.TrimSpace(d.Trust+" "+d.List+" "+d.Phone.Reason))
	writeHeld(w, "CTL", d.CTL)
	writeHeld(w, "ITL", d.ITL)
	if d.Held == nil {
		fmt.Fprintf(w, "%-14s none\n", "configuration")
	} else {
		fmt.Fprintf(w, "%-14s %s, version stamp %s: %s\n", "configuration", d.Held.Name, d.Held.Version, d.Config)
	}
	fmt.Fprintf(w, "%-14s %s; LSC %s; %d answers of TVS remembered\n", "firmware", orWord(d.Load, "none named"), d.LSC, d.Cached)
	fmt.Fprintf(w, "%-14s TFTP %s; CallManager group %s\n", "servers", strings.Join(d.TFTP, ", "), strings.Join(d.Nodes, ", "))
	writeRegistration(w, d)
	writeLines(w, "status", statusLines(d))
	writeLines(w, "console", d.Console)
	return nil
}

func power(d *control.PhoneDetail) string {
	if d.On {
		return "on"
	}
	return "off"
}

func writeHeld(w io.Writer, what string, h *control.HeldList) {
	if h == nil {
		fmt.Fprintf(w, "%-14s none\n", what)
		return
	}
	fmt.Fprintf(w, "%-14s %s: %s, %d bytes, from %s\n", what, h.Trust, h.SHA256, h.Bytes, h.From)
	fmt.Fprintf(w, "%-14s signed by %s, serial %s\n", "", h.Signer, h.Serial)
	if h.Shown != "" {
		fmt.Fprintf(w, "%-14s the phone shows %s\n", "", h.Shown)
	}
}

func writeRegistration(w io.Writer, d *control.PhoneDetail) {
	switch {
	case d.Registered != "":
		fmt.Fprintf(w, "%-14s %s, port %d, %s\n", "registered", d.Registered, d.Port, d.Security)
	case d.On:
		fmt.Fprintf(w, "%-14s no: %s\n", "registered", d.Why)
	}
	if n := d.Next; n != nil {
		var parts []string
		if n.Since != "" {
			parts = append(parts, fmt.Sprintf("without a call manager since %s, %d tries in vain", n.Since, n.Tries))
		}
		if n.Do != "" {
			parts = append(parts, n.Do+" at "+n.At)
		}
		fmt.Fprintf(w, "%-14s %s\n", "by itself", strings.Join(parts, "; "))
	}
}

func statusLines(d *control.PhoneDetail) (lines []string) {
	for _, s := range d.Status {
		lines = append(lines, s.Time+" "+s.Text)
	}
	return lines
}

func writeLines(w io.Writer, what string, lines []string) {
	for i, line := range lines {
		if i > 0 {
			what = ""
		}
		fmt.Fprintf(w, "%-14s %s\n", what, line)
	}
}
