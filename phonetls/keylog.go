package phonetls

import (
	"io"
	"sync/atomic"
)

// keyLog is where secrets go, nil for nowhere.
var keyLog atomic.Pointer[io.Writer]

// LogKeys has every handshake that begins from now on write its secrets to w, in the NSS format that Wireshark reads
// (SSLKEYLOGFILE), one line at a time. It is for the whole process, as that convention is: with it every captured connection can
// be read. nil ends it. A Server that has served keeps what it had then.
func LogKeys(w io.Writer) {
	if w == nil {
		keyLog.Store(nil)
		return
	}
	keyLog.Store(&w)
}

// AlsoLogKeys has secrets written to w too, as [LogKeys] does, until forget is called.
func AlsoLogKeys(w io.Writer) (forget func()) {
	before := keysTo()
	if before == nil {
		LogKeys(w)
	} else {
		LogKeys(io.MultiWriter(before, w))
	}
	return func() { LogKeys(before) }
}

// keysTo is the writer for the configuration of a handshake.
func keysTo() io.Writer {
	if w := keyLog.Load(); w != nil {
		return *w
	}
	return nil
}
