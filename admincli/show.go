package admincli

import (
	"tvslab/sim/list"
	"tvslab/trustlist"
)

// showITL and showCTL are `show itl` and `show ctl`: the file of the node where they are typed.
func showITL(s *session) error { return s.showList("ITL", s.node.ITL()) }

func showCTL(s *session) error { return s.showList("CTL", s.node.CTL()) }

func (s *session) showList(kind string, file *list.File) error {
	if file == nil {
		file = &list.File{}
	}
	return trustlist.Show(writer{s}, kind, file.Bytes(), s.node.Local(file.Modified), s.rules().Checksums)
}

// writer is the screen as an io.Writer.
type writer struct{ console }

// Write implements io.Writer.
func (w writer) Write(b []byte) (int, error) {
	w.print(string(b))
	return len(b), nil
}
