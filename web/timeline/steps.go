package timeline

import (
	"encoding/json"
	"fmt"
	"maps"

	"go.yaml.in/yaml/v4"

	"tvslab/sim/lab/control"
)

// beside are keys of a step that say something about it and do nothing.
var beside = []string{"note", "when", "error", "tells", "gate", "id", "after"}

// stepsOf are the steps of a scenario file, or of a list of steps, as a list that people edit; behind says that those before the first
// expectation were done.
func stepsOf(text string, behind bool) (string, error) {
	list, err := stepNodes(text)
	if err != nil {
		return "", err
	}
	kept := []map[string]any{}
	for _, s := range list {
		if _, is := s["expect"]; is {
			if behind {
				kept, behind = kept[:0], false
			}
			continue
		}
		kept = append(kept, s)
	}
	if behind || len(kept) == 0 { // nothing is expected, or nothing comes then
		return "", nil
	}
	data, err := yaml.Marshal(kept)
	return string(data), err
}

// stepNodes reads steps.
func stepNodes(text string) ([]map[string]any, error) {
	var whole struct{ Steps []map[string]any }
	var list []map[string]any
	err := yaml.Unmarshal([]byte(text), &list)
	if err != nil {
		err = yaml.Unmarshal([]byte(text), &whole)
		list = whole.Steps
	}
	if err != nil {
		return nil, control.RefusedError("plan: neither a scenario file nor a list of steps: " + err.Error())
	}
	for _, s := range list {
		maps.DeleteFunc(s, func(key string, _ any) bool {
			for _, b := range beside {
				if key == b {
					return true
				}
			}
			return false
		})
	}
	return list, nil
}

// readSteps are the steps of a plan, each as a lab takes it. The error is a RefusedError.
func readSteps(text string) (steps []string, err error) {
	list, err := stepNodes(text)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		if _, is := s["expect"]; is || len(s) == 0 {
			continue
		}
		one, err := json.Marshal(s)
		if err != nil {
			return nil, control.RefusedError("plan: " + err.Error())
		}
		steps = append(steps, string(one))
	}
	if len(steps) == 0 || len(steps) > mostPlanned {
		return nil, control.RefusedError(fmt.Sprintf("plan: %d steps; a plan has 1 to %d", len(steps), mostPlanned))
	}
	return steps, nil
}
