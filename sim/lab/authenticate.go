package lab

import (
	"context"
	"net/url"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
)

// authenticationURL is the element that says where a phone asks whether somebody may press its keys over the network.
const authenticationURL = "secureAuthenticationURL"

// Authentication reports whether the phone gets an answer at its authentication URL: over HTTPS, as [Lab.Services]; over HTTP, and on models
// without Security By Default, which take the element without "secure", where the server runs. A phone without a configuration has no
// such URL. What the answer is depends on who asks; see docs/phones-web.md.
func (l *Lab) Authentication(ctx context.Context, asked Phone) trust.Decision {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	p := l.wake(asked.class(), asked.number)
	if p.State.ParsedConfig == nil {
		return trust.Decision{File: trust.PeerHTTPS, Code: reason.Unreachable, Detail: "no authentication URL"}
	}
	u, err := url.Parse(p.State.ParsedConfig.SecureURLs[authenticationURL])
	if err != nil || u.Hostname() == "" {
		return trust.Decision{File: trust.PeerHTTPS, Code: reason.Unreachable, Detail: "no authentication URL"}
	}
	if u.Scheme == "https" && p.Model.SBD {
		return l.tryService(ctx, p, u.Hostname(), sim.ServiceTomcat)
	}
	_, n := l.clusters.resolve(u.Hostname())
	if n == nil || !n.Running(sim.ServiceTomcat) {
		return trust.Decision{File: trust.PeerHTTPS, Server: u.Hostname(), Code: reason.Unreachable, Detail: "no HTTP server answers"}
	}
	return trust.Decision{File: trust.PeerHTTPS, Server: u.Hostname(), Accepted: true, Detail: "plain HTTP"}
}
