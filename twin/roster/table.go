package roster

import "slices"

// kind is a sort of list. The first whose keys are among the columns of a header is meant.
type kind struct {
	name    string
	keys    [][]string // one column of each
	columns []string   // that belong to it; nil: all that are about phones
	take    func(*Reader, *row)
}

// kinds are the sorts of lists.
var kinds = []kind{
	{name: "device security profiles", keys: [][]string{{deviceName}, {securityMode}, {keySize}}, columns: []string{deviceName, securityMode, encryptedFiles, keySize},
		take: (*Reader).takeProfile},
	{name: "phones", keys: [][]string{{deviceName, macAddress}}, take: (*Reader).takePhone},
	{name: "CallManagers", keys: [][]string{{managerName}, {managerServer}}, columns: []string{managerName, managerServer}, take: (*Reader).takeManager},
	{name: "pools", keys: [][]string{{devicePool, subnet, siteName}, {managerGroup, tftpServers, callManagers, siteName}},
		columns: []string{devicePool, subnet, subnetMask, siteName, managerGroup, tftpServers, callManagers}, take: (*Reader).takePool},
	{name: "CallManager groups", keys: [][]string{{managerGroup}, {callManagers}}, columns: []string{managerGroup, callManagers}, take: (*Reader).takeGroup},
	{name: "device security profiles", keys: [][]string{{profileName}, {securityMode}}, columns: []string{profileName, securityMode, encryptedFiles}, take: (*Reader).takeProfile},
}

// Columns that lists of phones do not have, and those of which a list under "Name" has one if it is of devices: much else has a name,
// a description and an address.
var (
	notAbout = []string{managerName, managerServer, subnet, subnetMask, keySize}
	telling  = []string{macAddress, "model", productName, "protocol", devicePool, profileName, statusName, nodeName, "CTL", "ITL", "LSC", tftpServers, callManagers}
)

func (k *kind) has(c *column) bool {
	if k.columns == nil {
		return !slices.Contains(notAbout, c.name)
	}
	return slices.Contains(k.columns, c.name)
}

// used is a column of a list that is read.
type used struct {
	meaning
	index int // of the cell
}

// table is a list that is being read.
type table struct {
	kind    *kind
	columns []used
	width   int // cells of the header
	list    int // in Reader.lists
}

// minColumns are the columns that a line must have to be taken for a header, unless its one column is sure to be of device names.
const minColumns = 2

// header returns the list that begins with these cells; nil if they are no header.
func header(cells []string) *table {
	for i := range kinds {
		t := &table{kind: &kinds[i], width: len(cells)}
		t.assign(cells)
		if t.keyed() && t.sure() {
			return t
		}
	}
	return nil
}

// sure reports whether the columns are enough to take the list for one of its kind.
func (t *table) sure() bool {
	name := t.find(deviceName, 0)
	vague := name != nil && name.column.where == inLists
	if vague && t.kind.columns == nil && !slices.ContainsFunc(t.columns, func(u used) bool { return slices.Contains(telling, u.column.name) }) {
		return false
	}
	return len(t.columns) >= minColumns || t.columns[0].column.where == everywhere
}

// assign finds out what the cells of the header mean. Where two mean the same, the more telling word is used, or the first.
func (t *table) assign(cells []string) {
	for i, cell := range cells {
		for _, m := range meanings(cell, inLists) {
			if !t.kind.has(m.column) {
				continue
			}
			if other := t.find(m.column.name, m.number); other == nil {
				t.columns = append(t.columns, used{m, i})
			} else if m.rank < other.rank {
				*other = used{m, i}
			}
			break
		}
	}
}

func (t *table) find(column string, number int) *used {
	i := slices.IndexFunc(t.columns, func(u used) bool { return u.column.name == column && u.number == number })
	if i < 0 {
		return nil
	}
	return &t.columns[i]
}

// keyed reports whether the header has a column of each key. A column counts for one key only.
func (t *table) keyed() bool {
	counted := map[string]bool{}
	for _, key := range t.kind.keys {
		i := slices.IndexFunc(t.columns, func(u used) bool { return !counted[u.column.name] && slices.Contains(key, u.column.name) })
		if i < 0 {
			return false
		}
		counted[t.columns[i].column.name] = true
	}
	return true
}

// headed returns the list whose header the line is, with the format that gives it most columns; nil if it is none.
func headed(text string, formats ...format) (best *table, as format, named []string) {
	for _, f := range formats {
		cells, open, stray := f.split(text, nil)
		if open || stray {
			continue
		}
		if t := header(cells); t != nil && (best == nil || len(t.columns) > len(best.columns)) {
			best, as, named = t, f, cells
		}
	}
	return best, as, named
}

// key is the cell by which rows of the list are found.
func (t *table) key(cells []string) string {
	for _, name := range t.kind.keys[0] {
		if u := t.find(name, 0); u != nil && u.index < len(cells) && cells[u.index] != "" {
			return cells[u.index]
		}
	}
	return ""
}

// mended returns the cells of a row of `show risdb query phone`, which does not quote: what is too much belongs to the description.
func (t *table) mended(cells []string) []string {
	d, surplus := t.find("description", 0), len(cells)-t.width
	name := t.find(deviceName, 0)
	if surplus <= 0 || d == nil || name == nil || name.index != 0 || d.index != 1 || t.find(macAddress, 0) == nil {
		return cells
	}
	text := cells[1]
	for _, more := range cells[2 : 2+surplus] {
		text += ", " + more
	}
	return slices.Concat(cells[:1], []string{text}, cells[2+surplus:])
}
