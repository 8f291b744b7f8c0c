package phones

import (
	"context"
	"fmt"
	"strings"

	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

// deed is a button. In questions, # is how many phones it is about, in words.
type deed struct {
	Do, List, Label string
	Question        string
	Danger          bool
}

// buttons are what can be done to phones, by what a person does: at the device page of CCMAdmin, or at the phone. The questions name what the window
// "Device Reset" and its neighbours explain; a visit is named where somebody goes to each phone.
var buttons = []deed{
	{Do: "reset", Label: "Reset", Question: "Reset #?\nThey shut down and come back up; calls in progress are dropped. Phones that are off are left alone."},
	{Do: "restart", Label: "Restart", Question: "Restart #?\nThey fetch their files again without shutting down. Phones that are off are left alone."},
	{Do: "apply", Label: "Apply Config", Question: "Apply the configuration to #?\nThey fetch it if it changed, and may restart."},
	{Do: "on", Label: "Switch on"},
	{Do: "off", Label: "Switch off", Question: "Switch # off?\nWhat they stored stays."},
	{Do: "delete-trust-list", List: "ctl", Label: "Delete CTL", Danger: true,
		Question: "Delete the CTL file on #?\nSomebody does it at each phone, and it resets. This cannot be undone at the phone."},
	{Do: "delete-trust-list", List: "itl", Label: "Delete ITL", Danger: true,
		Question: "Delete the ITL file on #?\nSomebody does it at each phone, and it resets. This cannot be undone at the phone."},
	{Do: "factory-reset", Label: "Factory reset", Danger: true,
		Question: "Reset # to factory defaults?\nSomebody does it at each phone. Everything that it stored is erased: lists, configuration, certificates."},
}

// deeds are the buttons for phones.
type deeds struct {
	Filter  string // that chooses them
	Count   int
	Buttons []deed
	Nodes   []string // to which they may move
	Past    bool
}

func deedsFor(a *frame.Ask, words string, count int) deeds {
	return deeds{words, count, buttons, a.Lab.Nodes(), a.Past != ""}
}

// pick is a list of nodes to choose from.
type pick struct{ Name, Label string }

// Choices are what a move asks for.
func (d deeds) Choices() []pick {
	return []pick{{"tftp1", "TFTP server 1"}, {"tftp2", "TFTP server 2"}, {"group1", "Call manager 1"}, {"group2", "Call manager 2"}, {"group3", "Call manager 3"}}
}

// Ask is the question of a button, with the number of phones.
func (d deeds) Ask(question string) string {
	return strings.ReplaceAll(question, "#", counted(d.Count))
}

func counted(n int) string {
	if n == 1 {
		return "1 phone"
	}
	return fmt.Sprintf("%d phones", n)
}

// do does something to the phones of a filter. The error is a RefusedError.
func do(ctx context.Context, a *frame.Ask) (said string, err error) {
	if a.Past != "" {
		return "", control.RefusedError("the past cannot be changed")
	}
	d := control.Deed{Do: a.FormValue("do"), List: a.FormValue("list"), PhoneQuery: control.PhoneQuery{Filter: a.FormValue("q")}}
	if d.Do == "move" {
		if d.TFTP, d.Group = chosenNodes(a, "tftp"), chosenNodes(a, "group"); len(d.TFTP)+len(d.Group) == 0 {
			return "", control.RefusedError("move: choose TFTP servers or call managers")
		}
	}
	done, err := a.Lab.DoPhones(ctx, d)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: %s, at %s", done.Do, counted(done.Phones), done.Clock), nil
}

// chosenNodes are the nodes of a form, first choice first: name1, name2.
func chosenNodes(a *frame.Ask, name string) (nodes []string) {
	for i := range 3 {
		if node := a.FormValue(fmt.Sprintf("%s%d", name, i+1)); node != "" {
			nodes = append(nodes, node)
		}
	}
	return nodes
}
