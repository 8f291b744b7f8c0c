// Package tomcat is Cisco Tomcat of every node of a lab on sockets: HTTPS on 8443 and 443 of the node's own address, with the certificate that
// the service loaded at its start, so that one who forgot to restart it sees that here too. It ends where the node is down or the service is
// stopped, and its port is shut where a fault shuts it.
//
// Applications are rows ([App]); those of SOAP are made of rows of operations ([Service]). What they do is done to the lab through
// control.Lab, so that shell, steps and pages share one history with them. The package knows accounts, sessions, bounds and the error pages of
// the servlet container, and no application.
//
// Ports, accounts, sessions and the texts of refusals are those that public clients expect (Cisco's developer documentation); where no source
// was found, docs/fidelity.md says so.
package tomcat
