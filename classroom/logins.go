package classroom

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"tvslab/private"
	"tvslab/sim/lab/sshd"
)

// Logins is the list of who logs in where.
type Logins struct {
	Schema     int     `json:"schema"` // 1
	Course     string  `json:"course"`
	Title      string  `json:"title"`
	Pages      string  `json:"pages"` // address of the pages of the class
	Instructor Login   `json:"instructor"`
	Learners   []Login `json:"learners"`
	// Authority is the file of the certificate that vouches for the pages, "" without TLS, or with a certificate of somebody else.
	Authority string `json:"authority,omitempty"`
	// Fingerprint is the SHA-256 of the certificate of the pages, "" without TLS.
	Fingerprint string `json:"fingerprint,omitempty"`
}

// Login is one account.
type Login struct {
	Name     string   `json:"name"`
	Password string   `json:"password"`
	Address  string   `json:"address"`       // of the first page
	SSH      []string `json:"ssh,omitempty"` // how to log in to each node
}

// Logins lists who logs in where; pages is the address of the class's pages, such as https://192.0.2.7:8443.
func (c *Class) Logins(pages string) *Logins {
	l := &Logins{Schema: 1, Course: c.Register.Course, Title: c.Course.Title, Pages: pages,
		Instructor: Login{Name: Instructor, Password: c.Password, Address: pages + "/board/"}}
	for _, s := range c.Seats {
		l.Learners = append(l.Learners, Login{s.Name, s.Password, pages + "/" + s.Name + "/", s.ssh()})
	}
	return l
}

// ssh are the commands by which the learner logs in.
func (s *Seat) ssh() (list []string) {
	for _, n := range s.Nodes {
		switch n.SSH {
		case 0:
		case sshd.Port22:
			list = append(list, fmt.Sprintf("ssh %s@%s (%s)", OSUser, n.Address, n.Name))
		default:
			list = append(list, fmt.Sprintf("ssh -p %d %s@%s (%s)", n.SSH, OSUser, n.Address, n.Name))
		}
	}
	return list
}

// Save writes the list into the folder of a class, as text and as a page to print, for its owner alone.
func (l *Logins) Save(dir string) error {
	for name, write := range map[string]func(io.Writer) error{LoginsText: l.WriteText, LoginsPage: l.WritePage} {
		var text strings.Builder
		if err := write(&text); err != nil {
			return fmt.Errorf("logins: %w", err)
		}
		if err := private.Replace(filepath.Join(dir, name), text.String()); err != nil {
			return fmt.Errorf("logins: %w", err)
		}
	}
	return nil
}

// WriteText writes the list for people.
func (l *Logins) WriteText(w io.Writer) error {
	fmt.Fprintf(w, "%s: %s\n\n", l.Title, l.Pages)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "NAME\tPASSWORD\tPAGES\tSSH\n")
	for _, one := range append([]Login{l.Instructor}, l.Learners...) {
		first := ""
		if len(one.SSH) > 0 {
			first = one.SSH[0]
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", one.Name, one.Password, one.Address, first)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if l.Fingerprint != "" {
		fmt.Fprintf(w, "\ncertificate of the pages, SHA-256 %s\n", l.Fingerprint)
	}
	if l.Authority != "" {
		fmt.Fprintf(w, "browsers trust it that have %s among their authorities; it is a lab's\n", l.Authority)
	}
	return nil
}

//go:embed logins.html
var loginsText string

var loginsPage = template.Must(template.New("logins").Parse(loginsText))

// WritePage writes the list as slips of paper to cut out: it loads nothing.
func (l *Logins) WritePage(w io.Writer) error { return loginsPage.Execute(w, l) }
