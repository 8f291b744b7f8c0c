package phone

import (
	"fmt"
	"regexp"

	"tvslab/phone/content"
)

// Line is what a phone registers over SIP: a line of its configuration, and the firmware that says so.
type Line struct {
	content.Line
	Load string // name of the firmware, "" where none is known
}

// loadVersion finds the version in the name of a SIP load, "12-1-1" in sip88xx.12-1-1SR1-4 (tech note 214528).
var loadVersion = regexp.MustCompile(`\.([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,3})`)

// Agent is what a phone of a model, by its device type, calls itself over SIP: "Cisco-CP7821/12.1.1" (tech note 214535), a soft phone
// "Cisco-CSF" (public traces). Without the version of its load it leaves that out, and the model where that is not known: guesses.
func (l *Line) Agent(model int) string {
	agent := "Cisco"
	if m, known := modelByNumber(model); known {
		agent += "-CP" + m.Name
		if m.UI == uiSoft {
			agent = "Cisco-" + m.Name
		}
	}
	if v := loadVersion.FindStringSubmatch(l.Load); v != nil {
		agent += fmt.Sprintf("/%s.%s.%s", v[1], v[2], v[3])
	}
	return agent
}

// modelByNumber returns the model of a device type.
func modelByNumber(number int) (Model, bool) {
	i, known := modelsByNumber[number]
	if !known {
		return Model{}, false
	}
	return models[i], true
}

var modelsByNumber = func() map[int]int {
	numbers := map[int]int{}
	for i, m := range models {
		if _, twice := numbers[m.Number]; m.Number != 0 && !twice {
			numbers[m.Number] = i
		}
	}
	return numbers
}()
