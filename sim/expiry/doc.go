// Package expiry is Cisco Certificate Expiry Monitor of one node: which alarm a certificate deserves, when the service
// next has something to tell, and the syslog lines of Cisco doc 117299 it tells it in. It has no clock and no cluster:
// whoever moves the time asks Next and calls Run.
package expiry
