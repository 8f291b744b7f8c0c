// Package trust is the rule by which a phone believes a list, a configuration or a TLS server. A Judge knows what the phone
// holds and which settings matter, is asked about one file or certificate, and returns a Decision with every place that was
// searched: T0 nothing stored, T1 the CTL, T2 the ITL, T3 TVS and its cache. Its one effect is asking a TVS server, which
// the caller does for it.
//
// The facts come from Cisco's Security Guides (12.5, 14), the tech notes 116232, 117598, 118699, 213407, 214535 and 221657,
// and usecallmanager.nz. What none of them states is a field of Rules.
package trust
