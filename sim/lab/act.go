package lab

import (
	"context"
	"slices"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/parallel"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// deed is something that a phone does or that is done to it; the phone may be changed.
type deed func(ctx context.Context, p *awake, r *record)

// record is what a phone told during one deed, and the exchanges that it had with TVS.
type record struct{ events []event.Event }

// done is what a deed made of a part of the phones: its first phone did it, the others as it did.
type done struct {
	population.Part
	record
	silent bool // nothing of it is told
}

// act lets phones do something: one of those that stand alike and get the same answers, and the others as it did; on
// sockets every phone does it for real. Their stories are told set by set, in the order of the phones, whoever was faster, and
// outcomes of certificate operations written down.
func (l *Lab) act(ctx context.Context, sets []devices.Set, do deed) error {
	const batch = 4096 // bounds the events kept back
	sets = devices.Distinct(sets)
	parts := l.parts(sets)
	size := max(len(parts), 1)
	if l.alone() {
		size = batch
	}
	for some := range slices.Chunk(parts, size) {
		if err := ctx.Err(); err != nil {
			return err
		}
		all := l.actAll(ctx, some, do)
		l.tellStories(all, sets)
		if err := l.finishOperations(all); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (l *Lab) actAll(ctx context.Context, parts []population.Part, do deed) []done {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	if l.servers != nil && l.servers.inside != nil {
		l.capture.At(l.Now())
	}
	all := make([]done, len(parts))
	_ = parallel.Each(context.WithoutCancel(ctx), len(parts), l.workers(), func(i int) { // all: whoever is cut short says so
		p := l.wake(parts[i].Class, parts[i].First())
		p.Lives = l.life.on
		end := l.watch(p, &all[i].record)
		do(ctx, p, &all[i].record)
		end()
		l.print(p, all[i].events)
		all[i].Part = population.Part{Kind: population.Kind{Class: l.rest(p)}, Phones: parts[i].Phones}
	})
	become := make([]population.Part, len(all))
	for i := range all {
		become[i] = all[i].Part
	}
	l.people.Become(become)
	return all
}

// parts takes phones apart into those that stand alike and get the same answers: of one class, with one standing in the
// databases, hit by the same faults. Where every phone acts for real, each is a part of its own.
func (l *Lab) parts(sets []devices.Set) []population.Part {
	if !l.alone() {
		return l.alike(devices.Union(sets...))
	}
	var parts []population.Part
	for _, set := range sets {
		for n := range set.All() {
			parts = append(parts, population.Part{Kind: population.Kind{Class: l.people.Of(n)}, Phones: devices.One(n)})
		}
	}
	return parts
}

// alone reports whether every phone acts for real: on sockets; and where a node is called as phones are, since a story could
// not be told of another phone then.
func (l *Lab) alone() bool {
	return l.apart || l.real || slices.ContainsFunc(l.clusters.nodes(), func(n *sim.Node) bool {
		_, is := devices.Parse(n.Name)
		return is
	})
}

// alike takes phones apart into those that get the same answers in memory.
func (w *world) alike(set devices.Set) []population.Part {
	return w.people.PartsBy(set, &w.answers().kinds, w.tables()...)
}

// tables say what the answers that a phone gets depend on.
func (w *world) tables() []population.Table {
	var tables []population.Table
	for _, c := range w.clusters {
		tables = append(tables, population.By(c.Devices()))
	}
	for _, f := range w.faults {
		switch row := f.Row(); {
		case row.Alone:
			tables = append(tables, population.By(w.singles(f)))
		case len(f.Phones) > 0:
			tables = append(tables, population.By(f.hit()))
		}
	}
	return tables
}

// workers is how many phones act at the same time; 0 is one for each processor.
func (l *Lab) workers() int {
	switch {
	case l.servers != nil && l.servers.inside != nil:
		return 1 // a story is read from its beginning
	case l.real:
		return 32
	}
	return 0
}

// tellStories tells what every phone did, set by set.
func (l *Lab) tellStories(all []done, sets []devices.Set) {
	if !l.told.watches() {
		return
	}
	var runs []devices.Run[*done]
	for i := range all {
		for _, s := range all[i].Phones {
			runs = append(runs, devices.Run[*done]{Span: s, Value: &all[i]})
		}
	}
	table := devices.Table[*done]{}.With(runs...)
	for _, set := range sets {
		for _, r := range table.Within(set) {
			for n := range (devices.Set{r.Span}).All() {
				l.told.story(population.Telling{From: r.Value.First().Name(), To: n.Name()}, r.Value.record)
			}
		}
	}
}
