package lab

import (
	"tvslab/devices"
	"tvslab/sim/lab/population"
)

// Kind says of a device of the databases, for phones that are not the lab's, which others get the same answers from the
// network in memory: those of the same number, until the version changes. ok is false for a device that is in no database.
func (m *memory) Kind(phone string) (version uint64, number int, ok bool) {
	n, ok := devices.Parse(phone)
	if !ok {
		return 0, 0, false
	}
	a := m.lab.answers()
	number, ok = a.visitors().At(n)
	return a.version, number, ok
}

// kindsOfDevices numbers the devices of all databases by the answers that they get.
func (l *Lab) kindsOfDevices() devices.Table[int] {
	var all devices.Set
	for _, c := range l.clusters {
		all = all.Or(c.AllDevices())
	}
	var everybody population.Population
	everybody.Add(all, &population.Class{})
	var runs []devices.Run[int]
	for i, part := range everybody.PartsBy(all, &population.Kinds{}, l.tables()...) {
		for _, s := range part.Phones {
			runs = append(runs, devices.Run[int]{Span: s, Value: i})
		}
	}
	return devices.Table[int]{}.With(runs...)
}
