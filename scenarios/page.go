package scenarios

import (
	"context"
	"slices"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim/page"
)

// opening is the argument of page: somebody opens a page of CUCM or RTMT and reads it.
type opening struct {
	Pos         file.Pos
	Name        file.Name  `yaml:"name" need:"true" short:"true" doc:"The page: enterprise-parameters, certificate-management, certificate, device-summary or phone."`
	Node        file.Name  `yaml:"node" doc:"The node on which it is opened; the publisher of the first cluster when absent."`
	Certificate file.Name  `yaml:"certificate" doc:"Of certificate: which one, an identity store or STORE-trust/FILE."`
	Before      file.Date  `yaml:"expires-before" doc:"Of certificate-management: only certificates that end before this day (10.0 and later)."`
	Device      file.Name  `yaml:"device" doc:"Of phone: which one, by its name."`
	Shows       file.Names `yaml:"shows" doc:"Texts that must stand on the page; how many blanks are between words does not matter."`
	Hides       file.Names `yaml:"hides" doc:"Texts that must not."`
}

func (x *opening) check(c *checker) {
	c.KnownAs("page", page.Names(), x.Name)
	if x.Node.Value != "" {
		c.Node(x.Node)
	}
	if slices.Contains(page.Names(), x.Name.Value) {
		c.Said(x.Name.Pos, x.request().Check())
	}
}

func (x *opening) request() page.Request {
	return page.Request{Page: x.Name.Value, Node: x.Node.Value, Certificate: x.Certificate.Value, Before: x.Before.Value, Device: x.Device.Value}
}

// do opens the page, and compares it with what the step says of it.
func (x *opening) do(_ context.Context, r *Runner) error {
	d, err := r.Lab.Page(x.request())
	if err != nil {
		return err
	}
	r.tell(PageShown{d})
	text := d.String()
	for _, want := range x.Shows {
		x.compare(r, text, "shows", want.Value, true, "the page without it; --timeline prints it")
	}
	for _, want := range x.Hides {
		x.compare(r, text, "hides", want.Value, false, "the page with it; --timeline prints it")
	}
	return nil
}

func (x *opening) compare(r *Runner, text, field, want string, shown bool, got string) {
	r.checked(x.Name.Value, 0)
	if strings.Contains(spaced(text), spaced(want)) != shown {
		r.fail(Failure{Target: x.Name.Value, Field: field, Want: want, Got: got})
	}
}

// place is the page itself.
func (x *opening) place(row string) string {
	for _, p := range page.All() {
		if p.Name == x.Name.Value {
			return p.Title
		}
	}
	return row
}

func (x *opening) words() string { return spaced(x.Name.Value, x.String()) }

func (x *opening) String() string {
	text := strings.TrimSpace(x.Certificate.Value + x.Device.Value)
	if !x.Before.Value.IsZero() {
		text = spaced(text, "that expire before "+x.Before.String())
	}
	if x.Node.Value != "" {
		text = spaced(text, "on "+x.Node.Value)
	}
	return text
}

// PageShown is a page of CUCM or RTMT that somebody opened.
type PageShown struct{ *page.Document }

// Kind implements event.What.
func (PageShown) Kind() string { return "page" }

func (w PageShown) String() string { return w.Title }
