package phones

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"tvslab/devices"
	"tvslab/phone/keypad"
	"tvslab/sim/lab"
	"tvslab/sim/lab/cells"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/filter"
	"tvslab/sim/lab/phoneweb"
	"tvslab/web/draw"
	"tvslab/web/frame"
	"tvslab/why"
)

// phonePage is what the page of a phone shows. Of a part that is asked for alone only what it needs is there.
type phonePage struct {
	*control.PhoneDetail
	Waits         bool
	Configuration string // the file that it runs on, as far as it is text
	Cut           bool   // the file is longer
	Width, Height int    // of its screen
	Why           *why.Document
	Deeds         deeds
}

// consoleLines are shown of a console, configuration bytes of a file.
const (
	consoleLines       = 60
	configurationBytes = 64 << 10
)

func showPhone(ctx context.Context, a *frame.Ask) (any, error) {
	name, err := deviceOf(a)
	if err != nil {
		return nil, err
	}
	if a.URL.Query().Get("part") == "story" {
		doc, err := a.Lab.Why(ctx, why.Ask{Phone: name})
		return &phonePage{Why: doc}, err
	}
	detail, err := a.Lab.ShowPhone(ctx, name, consoleLines)
	if err != nil {
		return nil, err
	}
	p := &phonePage{PhoneDetail: detail}
	p.Deeds = deedsFor(a, filter.Term("name", name), 1)
	a.Lab.See(p.see)
	return p, nil
}

// deviceOf is the device name in an address, in any of its forms. The error is a NotFoundError.
func deviceOf(a *frame.Ask) (string, error) {
	n, ok := devices.Written(a.PathValue("device"))
	if !ok {
		return "", control.NotFoundError{RefusedError: control.RefusedError(fmt.Sprintf("phone %q: there is none in the lab", a.PathValue("device")))}
	}
	return n.Name(), nil
}

// see adds what the detail does not have.
func (p *phonePage) see(l *lab.Lab) {
	one, ok := l.Phone(p.Name)
	if !ok {
		return
	}
	p.Width, p.Height = keypad.Size(one.Model())
	if c := one.State().Config; c != nil {
		text := c.Text()
		p.Cut = len(text) > configurationBytes
		p.Configuration = string(bytes.ToValidUTF8(text[:min(len(text), configurationBytes)], []byte("\uFFFD")))
	}
	waiting, _ := l.Waiting()
	p.Waits = len(waiting.And(one.Alone())) > 0
}

// Cell is the phone as the field shows it.
func (p *phonePage) Cell() draw.Cell {
	state := cells.Off
	switch {
	case p.On && p.Registered != "":
		state = cells.Registered
	case p.On:
		state = cells.Unregistered
	}
	cell := cellOf(lab.Trust(p.Trust), state)
	cell.Waits = p.Waits
	return cell
}

// serveScreen answers with a picture of the screen of a phone, as its web server would.
func serveScreen(w http.ResponseWriter, a *frame.Ask) {
	name, err := deviceOf(a)
	if err != nil {
		refuse(w, err)
		return
	}
	var b bytes.Buffer
	err = control.NotFoundError{RefusedError: control.RefusedError(fmt.Sprintf("phone %q: there is none in the lab", name))}
	a.Lab.See(func(l *lab.Lab) {
		if p, ok := l.Phone(name); ok {
			err = drawScreen(a.Context(), &b, l, p)
		}
	})
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // the browser may be gone
}

// drawScreen draws the idle screen of a phone; one that is switched off shows nothing.
func drawScreen(ctx context.Context, b *bytes.Buffer, l *lab.Lab, p lab.Phone) error {
	model := p.Model()
	if !p.On() {
		return keypad.Draw(b, model, keypad.Screen{Cursor: -1})
	}
	facts := phoneweb.Facts(ctx, l, p)
	return keypad.Draw(b, model, keypad.New(model).Screen(facts, l.Now()))
}
