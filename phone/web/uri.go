package web

import (
	"context"
	"strings"

	"tvslab/phone/keypad"
)

// item is a ResponseItem.
type item struct {
	url, data string
	status    int
}

// Status of a ResponseItem: 0 is success. 6 is what a phone answers to a request that it cannot do at the moment (development notes, of
// Device:GeneratePRT); that it is that of an unknown URI too, and its text: guess.
const (
	statusDone   = 0
	statusFailed = 6
)

const (
	success = "Success"
	unknown = "Invalid URL"
)

// quiet are the internal URIs that phones know and that do nothing here: there are no calls, no sounds and no displays to switch off.
var quiet = []string{"Dial:", "EditDial:", "Play:", "Display:", "RTPRx:", "RTPTx:", "RTPMRx:", "RTPMTx:", "Vibrate:", "Notify:", "SendDigits:", "Application:",
	"Device:", "QueryStringParam:", "http:", "https:"}

// screens are what Init: leads to.
var screens = map[string]bool{"CallHistory": true, "Services": true, "Messages": true, "Directories": true, "AppStatus": true, "Settings": true}

// run does what a URI says (development notes for phone services, Internal URI Features).
func (u *Unit) run(ctx context.Context, f *keypad.Facts, uri string) (item, error) {
	done := item{uri, success, statusDone}
	if key, is := strings.CutPrefix(uri, "Key:"); is && knownKey(key) {
		return done, u.press(ctx, f, func(p *keypad.Pad) keypad.Act { return p.Press(key, f, u.now()) })
	}
	if label, is := strings.CutPrefix(uri, "SoftKey:"); is && label != "" {
		return done, u.press(ctx, f, func(p *keypad.Pad) keypad.Act { return p.Named(label, f, u.now()) })
	}
	if name, is := strings.CutPrefix(uri, "Init:"); is && screens[name] {
		return done, u.press(ctx, f, func(p *keypad.Pad) keypad.Act { p.Close(); return "" })
	}
	for _, prefix := range quiet {
		if strings.HasPrefix(uri, prefix) {
			return done, nil
		}
	}
	return item{uri, unknown, statusFailed}, nil
}

// press moves the pad, and does what comes of it. Init ends what is open, as an application that begins anew does; what it opens is not shown.
func (u *Unit) press(ctx context.Context, _ *keypad.Facts, move func(*keypad.Pad) keypad.Act) error {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	if act := move(u.pad); act != "" {
		return u.phone.Do(ctx, act)
	}
	return nil
}

// keys are the names of keys, "#" for a number (development notes, Supported Key URIs). Which of them a model has decides keypad: others are
// discarded.
var keys = func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq("Applications AppMenu Conference Contacts Directories Feature# FixedFeature# Headset Hold Info KEMPage KemPage KeyPad# KeyPadPound " +
		"KeyPadStar Line# Messages Mute NavBack NavDwn NavLeft NavRight NavSelect NavUp Offhook Onhook PTT Release Services Session# Settings Soft# Speaker Transfer " +
		"VolDown VolDwn VolUp") {
		names[name] = true
	}
	return names
}()

// longestNumber is that of Feature120.
const longestNumber = 3

func knownKey(name string) bool {
	base := strings.TrimRight(name, "0123456789")
	if n := len(name) - len(base); n > 0 {
		return n <= longestNumber && keys[base+"#"]
	}
	return keys[name]
}
