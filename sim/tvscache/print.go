package tvscache

import (
	"tvslab/sim/list"
	"tvslab/sim/store"
)

// Known returns what the caches hold: the certificate table and the CTL file, nil for none, as they were noticed last.
func (s Service) Known() (store.Table, *list.File) { return s.table, s.ctl }
