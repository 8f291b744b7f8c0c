package doctor

import (
	"context"
	"strings"
)

const programGroup = "Programs"

// programs are those of others that one may want, by the names they go by, and what is done with them.
var programs = []struct {
	name, needs, mend string
	any               []string
	purposes          []string
}{
	{"browser", "pages of labs, lessons and classes", "install any browser; or open the link on another machine, through ssh -L", []string{"firefox", "chromium", "google-chrome", "chromium-browser",
		"brave-browser", "microsoft-edge", "epiphany", "falkon", "konqueror", "w3m"}, []string{"web", "classroom"}},
	{"opener", "xdg-open \"$(tvslab lab web)\" opens a lab's pages", "install xdg-utils, or copy the link", []string{"xdg-open", "open", "wslview", "explorer.exe"}, nil},
	{"ssh", "logging in to nodes as an administrator does; tvslab cli does it, too", "install openssh-client", []string{"ssh"}, nil},
	{"curl", "fetching lists and configurations by hand", "install curl", []string{"curl"}, nil},
	{"tftp", "fetching them over TFTP by hand", "install tftp-hpa", []string{"tftp", "atftp"}, nil},
	{"openssl", "looking at certificates and TLS by hand", "install openssl", []string{"openssl"}, nil},
	{"wireshark", "reading what --pcap writes", "install tshark or wireshark", []string{"wireshark", "tshark"}, nil},
	{"sqlite3", "looking into the state of a fleet", "install sqlite3", []string{"sqlite3"}, nil},
	{"kubectl", "many machines: labs, benchmarks and explore on Kubernetes", "install kubectl", []string{"kubectl", "k3s", "oc"}, nil},
}

func programChecks() (list []check) {
	for _, p := range programs {
		list = append(list, check{"program-" + p.name, programGroup, p.name, p.needs, p.purposes, func(_ context.Context, m *Machine, _ Ask) Finding {
			if m.System == "darwin" || m.System == "windows" {
				if p.name == "browser" || p.name == "opener" {
					return Finding{OK, "the system's own", ""}
				}
			}
			for _, name := range p.any {
				if path, err := m.Program(name); err == nil {
					return Finding{OK, path, ""}
				}
			}
			return Finding{Absent, "none of " + strings.Join(p.any[:min(len(p.any), 4)], ", "), p.mend}
		}})
	}
	return list
}
