package tables

import (
	"slices"
	"strings"

	"tvslab/sim"
)

// View is what tables are filled from.
type View struct {
	Cluster *sim.Cluster
	// Describe gives the description of a device; nil, or an empty answer, stands for the name, which CUCM proposes.
	Describe func(device string) string
}

// description is what stands in the field Description of a device.
func (v View) description(device string) string {
	if v.Describe != nil {
		if said := v.Describe(device); said != "" {
			return said
		}
	}
	return device
}

// table is a table of the database. Columns are all text in Informix's sense but those of numbers, which begin with "#".
type table struct {
	name    string
	columns string // by blanks
	fill    func(v View, add func(values ...any))
}

// columnNames are the names of its columns.
func (t *table) columnNames() []string {
	return strings.Fields(strings.ReplaceAll(t.columns, "#", ""))
}

// tables are all that there are.
var tables = slices.Concat(deviceTables, nodeTables, certificateTables, enumerations)

// tableNamed is the table of that name, nil for none.
func tableNamed(name string) *table {
	for i := range tables {
		if tables[i].name == name {
			return &tables[i]
		}
	}
	return nil
}

// flag writes a boolean as Informix has it.
func flag(b bool) string {
	if b {
		return "t"
	}
	return "f"
}
