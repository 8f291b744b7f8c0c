// Package phoneweb gives phones of a lab that is being served web servers, each at a loopback address of its own: those that are on
// and whose accepted configuration has Web Access. Others refuse connections. What somebody does by keys is a step of the language, as
// any other change of the lab.
//
// Each phone with web access costs a descriptor and a goroutine that waits; a connection costs more for as long as it lasts. The package
// makes no pages; see packages pages, keypad and web of package phone.
package phoneweb
