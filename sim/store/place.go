package store

// Place tells where a table or the files of a node lie in memory. Those of one place are equal; nothing follows from different places. A Place
// that is kept keeps what lies there.
type Place struct {
	first any
	size  int
}

// Place returns where the table lies.
func (t Table) Place() Place { return placeOf(t.rows) }

// Place returns where the files lie.
func (f Files) Place() Place { return placeOf(f.files) }

func placeOf[T any](list []T) Place {
	if len(list) == 0 {
		return Place{}
	}
	return Place{&list[0], len(list)}
}
