package doctor

import "syscall"

// What mends need on Linux.
const (
	allowPorts      = ": sysctl -w net.ipv4.ip_unprivileged_port_start=22, or setcap cap_net_bind_service=+ep on the program"
	moreAddresses   = ""
	moreDescriptors = "; beyond the hard limit with LimitNOFILE= of the service, or nofile in /etc/security/limits.conf"
	diskFull        = syscall.ENOSPC
)

// firewalls are files that are there where a firewall is switched on, and how ports are let through it.
var firewalls = []firewall{
	{"ufw", "/etc/ufw/ufw.conf", "ENABLED=yes", "ufw allow from NETWORK to any, for the ports that serve prints and the UDP ports of TFTP transfers"},
	{"firewalld", "/run/firewalld/config", "", "firewall-cmd --zone=trusted --add-source=NETWORK"},
}
