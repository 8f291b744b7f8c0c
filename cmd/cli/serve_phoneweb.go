package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/event"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/phoneweb"
)

// phoneWeb is the web servers of phones.
type phoneWeb struct {
	*app
	phones   []string // --phone-web
	port     int
	shared   *bool // --one-address
	users    []string
	consoles *phoneweb.Consoles
}

// phoneUser is who may press keys where nobody says otherwise.
const phoneUser = "cisco:cisco"

func (p *phoneWeb) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVar(&p.phones, "phone-web", nil, `phones that have web pages where their configuration says so: selectors as in scenarios, for example "all" or "desk[1..20]"`)
	flags.IntVar(&p.port, "phone-web-port", 0, "port of the web pages of phones (default 80 where permitted, else 8080)")
	flags.StringSliceVar(&p.users, "phone-web-user", []string{phoneUser}, "NAME:PASSWORD of users who may press keys of phones and look at their screens")
}

func (p *phoneWeb) check() error {
	if p.port < 0 || p.port > 65535 {
		return fmt.Errorf("--phone-web-port %d: a port, or 0", p.port)
	}
	_, err := p.accounts()
	return err
}

// accounts reads the users.
func (p *phoneWeb) accounts() (list []phoneweb.User, err error) {
	for _, text := range p.users {
		name, password, is := strings.Cut(text, ":")
		if !is || name == "" {
			return nil, errors.New("--phone-web-user: NAME:PASSWORD is expected")
		}
		list = append(list, phoneweb.User{Name: name, Password: password})
	}
	return list, nil
}

// log keeps what phones print on their consoles, where somebody can read it.
func (p *phoneWeb) log(line event.Event) {
	if p.consoles != nil {
		p.consoles.Add(line)
	}
}

// prepare makes room for consoles before anything happens.
func (p *phoneWeb) prepare() {
	if len(p.phones) > 0 {
		p.consoles = phoneweb.NewConsoles()
	}
}

func (p *phoneWeb) start(ctx context.Context, shared *control.Lab, ready *control.Document) (wait func() error, err error) {
	if len(p.phones) == 0 {
		return func() error { return nil }, nil
	}
	set, err := p.open(shared)
	if err != nil {
		return nil, err
	}
	for _, at := range set.Places() {
		ready.PhoneWeb = append(ready.PhoneWeb, control.PhoneWeb{Phone: at.Phone, URL: phoneweb.URL(at.At)})
	}
	ended := make(chan error, 1)
	go func() { ended <- set.Serve(ctx) }()
	return func() error {
		if err := <-ended; err != nil {
			return fmt.Errorf("web pages of phones: %w", err)
		}
		return nil
	}, nil
}

func (p *phoneWeb) open(shared *control.Lab) (*phoneweb.Set, error) {
	phones, err := shared.Select(p.phones)
	if err != nil {
		return nil, usageError{fmt.Errorf("--phone-web: %w", err)}
	}
	users, err := p.accounts()
	if err != nil {
		return nil, usageError{err}
	}
	set, err := phoneweb.New(shared, phoneweb.Options{Phones: phones, Port: p.port, Shared: *p.shared, Users: users, Consoles: p.consoles, Tell: p.trouble})
	if err != nil {
		return nil, fmt.Errorf("--phone-web: %w", err)
	}
	return set, nil
}

// writePhoneWeb says where phones are.
func writePhoneWeb(w io.Writer, list []control.PhoneWeb) {
	if len(list) == 0 {
		return
	}
	first, last := list[0], list[len(list)-1]
	fmt.Fprintf(w, "\nphone web      %d phones, %s (%s) to %s (%s)\n", len(list), first.URL, first.Phone, last.URL, last.Phone)
	fmt.Fprintln(w, "               a phone that is on answers where its configuration says Web Access enabled (web-access)")
}
