package phone

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/service"
	"tvslab/trustlist"
)

// fetched is the outcome of asking for one file: the file, or why none came.
type fetched struct {
	name   string
	server string // that gave the file, or was asked last
	file   *content.File
	code   reason.Code // NotFound, Unreachable, TooLarge; "" with a file
	err    error
	secure bool // it came over HTTPS
}

// fetch asks the TFTP servers for a file: HTTP then TFTP at the first (models
// with HTTP), the second only when the first is unavailable, or lacks the file
// and the settings say so (8800 administration guide, tech note 214528).
func (b *boot) fetch(name string) fetched {
	got := fetched{name: name, code: reason.Unreachable, err: errNoServer}
	for _, server := range b.servers() {
		answer := b.fetchFrom(server, name)
		if answer.code == reason.Unreachable && got.code == reason.NotFound {
			continue // the first server's word stands
		}
		got = answer
		if !b.tryNextServer(got.code) {
			break
		}
	}
	if got.code == reason.Unreachable {
		b.showTimeout()
	}
	return got
}

func (b *boot) tryNextServer(code reason.Code) bool {
	return code == reason.Unreachable || code == reason.NotFound && b.settings().TFTPFailoverOnNotFound
}

// asksOverTLS reports whether a file is asked for over HTTPS first: a signed configuration, where the header of the stored ITL says so
// (usecallmanager.nz). Of encrypted ones nothing is published.
func (b *boot) asksOverTLS(name string) bool {
	return b.Model.HTTPSConfig && strings.HasSuffix(name, plainSuffix+signedSuffix) && b.advancedITL()
}

// errNoServer is what a phone without TFTP servers has to tell.
var errNoServer = errors.New("no TFTP server is configured")

// fetchFrom asks one server. Any failure of HTTPS makes the phone ask for the
// same file by HTTP, any of HTTP by TFTP; the outcome is then TFTP's.
func (b *boot) fetchFrom(server, name string) fetched {
	if b.asksOverTLS(name) {
		if f, err := b.request(server, service.HTTPS, name); err == nil {
			return fetched{name: name, server: server, file: f, secure: true}
		}
	}
	if b.Model.HTTP {
		if f, err := b.request(server, service.HTTP, name); err == nil {
			return fetched{name: name, server: server, file: f}
		}
	}
	f, err := b.request(server, service.TFTP, name)
	got := fetched{name: name, server: server, file: f, code: fetchCode(err), err: err}
	if got.code == reason.NotFound {
		got.err = nil // the code says it all
	}
	return got
}

// fetchCodes are what outcomes of a request are called; all others are Unreachable.
var fetchCodes = map[outcome.Outcome]reason.Code{outcome.NotFound: reason.NotFound, outcome.TooLarge: reason.TooLarge}

func fetchCode(err error) reason.Code {
	if err == nil {
		return ""
	}
	return cmp.Or(fetchCodes[outcome.Of(err)], reason.Unreachable)
}

func (b *boot) request(server string, at service.Service, name string) (*content.File, error) {
	call := b.call(server, at, at.Port())
	call.Own = true
	call.File = name
	if at.Secure() {
		call.Judge = b.peerJudge(trustlist.RoleTFTP)
	}
	f, err := b.net.Fetch(b.ctx, call)
	if err == nil && f == nil {
		err = outcome.NotFound
	}
	ended := "ok"
	if err != nil {
		ended = err.Error()
	}
	request := Request{Server: server, Service: at, Name: name, Outcome: ended}
	b.report.Requests = append(b.report.Requests, request)
	tell(b.Phone, request)
	return f, err
}

// transport is a way to fetch a file, written as the phone logs name it: "HTTP 6970", "TFTP 69".
func transport(at service.Service) string { return at.String() + " " + strconv.Itoa(at.Port()) }

// fetchList fetches a CTL or ITL under the phone's name. For a missing ITL one
// more name is tried, as in captures of phones at other call managers.
func (b *boot) fetchList(which trust.List) fetched {
	name := which.String() + b.Name + ".tlv"
	b.status(b.texts().listUpdating, name, "")
	got := b.fetch(name)
	if got.code == reason.NotFound && which == trust.ITL {
		if again := b.fetch("ITLFile.tlv"); again.code != reason.NotFound {
			got = again
		}
	}
	if got.file != nil && !got.file.Promised() && got.file.Size() == 0 {
		got.file, got.code, got.err = nil, reason.NotFound, nil // an empty list counts as none
	}
	b.fetchStatus(which, got, name)
	return got
}
