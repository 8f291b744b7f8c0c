// Package snmpd is the SNMP agents of the nodes of a lab that is being served: each at its node's own address, for as long as the node is up.
// What they tell is how the lab stands: the system group and host resources as dashboards poll them, and CISCO-CCM-MIB with the phones of each
// call manager. The protocol is the business of package snmp.
//
// A walk over many phones is answered from a picture of the lab that is taken now and then, since a walk is many thousand requests.
package snmpd
