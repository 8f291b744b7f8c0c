package devices

import (
	"maps"
	"slices"
)

// modelNumbers are those of the table typemodel of a cluster, as a public program has it
// (jsteinberg1/CUCM-Phone-Info); 7821 stands in tech note 214535 and DX70 in the Camelot documentation too, and those of models
// that speak SCCP are chan-sccp's.
var modelNumbers = map[string]int{
	"7960": 7, "7940": 8, "7935": 9, "7985": 302, "7905": 20000, "7920": 30002, "7912": 30007, "7936": 30019, "7971": 119, "7941": 115, "7906": 369, "7911": 307, "7921": 365, "7925": 484,
	"7926": 577, "7931": 348, "7937": 431, "7942": 434, "7962": 404, "7945": 435, "7965": 436, "7975": 437,
	"7961": 30018, "7970": 30006, "CIPC": 30016, "CSF": 503, "6901": 547, "6911": 548, "6921": 495, "6941": 496,
	"6945": 564, "6961": 497, "8941": 586, "8945": 585, "8961": 540, "9951": 537, "9971": 493, "8831": 659,
	"7811": 36213, "7821": 621, "7841": 622, "7861": 623, "7832": 36247, "8811": 36217, "8841": 683,
	"8845": 36224, "8851": 684, "8861": 685, "8865": 36225, "8821": 36216, "8832": 36258, "DX70": 36241,
	"8851NR": 36232, "8865NR": 36248, "DX650": 647, "DX80": 36239, "ATA190": 681, "ATA191": 36262,
}

// ModelNumber is the number that CUCM's database and RIS have for a model by its short name ("8841" is 683), phones say it when they
// register; 0 where it is not known.
func ModelNumber(model string) int { return modelNumbers[model] }

// NumberedModels names the models that have a number, sorted.
func NumberedModels() []string { return slices.Sorted(maps.Keys(modelNumbers)) }
