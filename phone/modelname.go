package phone

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// aliases are what soft clients are called; keys are folded.
var aliases = map[string]string{
	"jabber": "CSF", "jabberforwindows": "CSF", "jabberformac": "CSF", "clientservicesframework": "CSF",
	"ipcommunicator": "CIPC", "communicator": "CIPC",
}

// titles may stand before a model; letters and signs that say nothing about what the model can do may stand in it.
var (
	titles   = regexp.MustCompile(`^(cisco|unified|wireless|ip(conference)?phone|cp)+`)
	gigabit  = regexp.MustCompile(`^(79\d\d)g(ge)?`) // 7965G, 7941G-GE
	ordering = regexp.MustCompile(`k9=?$`)           // CP-8841-K9=

	joints = strings.NewReplacer(" ", "", "-", "", "_", "")
)

// telePresence is the model that stands for all endpoints of that name: their differences are not known.
const telePresence = "TelePresence"

// foldModel drops what people vary in the name of a model without meaning it: case, blanks and dashes, "Cisco", "IP Phone", "CP-".
func foldModel(name string) string {
	key := joints.Replace(strings.ToLower(name))
	key = ordering.ReplaceAllString(titles.ReplaceAllString(key, ""), "")
	return gigabit.ReplaceAllString(key, "$1")
}

var modelsByKey = func() map[string]int {
	keys := map[string]int{}
	for i, m := range models {
		keys[foldModel(m.Name)] = i
	}
	for key, name := range aliases {
		keys[key] = keys[foldModel(name)]
	}
	return keys
}()

// ModelByName returns the model with this name in one of its usual spellings: "8841", "Cisco 8841", "CP-8841", "Cisco IP Phone
// 8841", "7965G", "Jabber", "IP Communicator", "TelePresence SX20". Case does not count.
func ModelByName(name string) (Model, bool) {
	key := foldModel(name)
	i, known := modelsByKey[key]
	if prefix := strings.ToLower(telePresence); !known && strings.HasPrefix(key, prefix) {
		i, known = modelsByKey[prefix]
	}
	if !known {
		return Model{}, false
	}
	return models[i], true
}

// ModelsLike returns the models that a name or a pattern means: "8841" or "88*", with the wildcards of path.Match.
func ModelsLike(pattern string) []Model {
	if m, ok := ModelByName(pattern); ok {
		return []Model{m}
	}
	var like []Model
	for _, m := range models {
		if is, err := path.Match(foldModel(pattern), foldModel(m.Name)); is && err == nil {
			like = append(like, m)
		}
	}
	return like
}

// Models returns all known models, in the order of the table.
func Models() []Model { return slices.Clone(models) }

// ModelNames returns the names of all known models, in the order of the table.
func ModelNames() []string {
	names := make([]string, len(models))
	for i, m := range models {
		names[i] = m.Name
	}
	return names
}
