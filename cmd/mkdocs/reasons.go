package main

import "tvslab/phone/reason"

// reasons is the table of the codes of a topic.
func reasons(topic reason.Topic) func() table {
	return func() table {
		t := table{{"code", "meaning"}}
		for _, c := range reason.Codes() {
			if c.Topic == topic {
				t = append(t, []string{"`" + string(c.Code) + "`", c.Text})
			}
		}
		return t
	}
}
