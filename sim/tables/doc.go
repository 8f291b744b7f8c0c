// Package tables is a cluster as its database tells it: process nodes, device pools, CallManager groups, phone security profiles,
// devices, parameters and certificates, with names and pkids that stay as long as what they name. AXL lists them, and SQL asks
// for them, in tables named like CUCM's.
//
// Scenario files have no device pools: phones with one CallManager group are one pool. Phone security profiles are named by their
// settings, those that every CUCM has by its own names. Names of tables and columns are those of public scripts and of tech notes
// 118893, 210541, 212051 and 214231; which numbers enumerations have is said at each.
package tables
