package service

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Ports are where the services of one node listen, by Service; 0 where the node lacks the service.
type Ports [count]int

// String lists what there is, "TFTP 69  HTTP 6970", each service beside its secure form.
func (p Ports) String() string {
	all := All()
	slices.SortStableFunc(all, func(a, b Service) int { return cmp.Compare(a.Plain(), b.Plain()) })
	var list []string
	for _, s := range all {
		if p[s] != 0 {
			list = append(list, fmt.Sprintf("%v %d", s, p[s]))
		}
	}
	return strings.Join(list, "  ")
}

// MarshalJSON writes an object with the port of every service, in the order of the table.
func (p Ports) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for s, r := range table {
		fmt.Fprintf(&b, `,"%s":%d`, r.key, p[s])
	}
	b.WriteByte('}')
	text := b.Bytes()
	text[0] = '{'
	return text, nil
}

// UnmarshalJSON reads such an object, whatever else is in it.
func (p *Ports) UnmarshalJSON(data []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for s, r := range table {
		text, ok := fields[r.key]
		if !ok {
			continue
		}
		if err := json.Unmarshal(text, &p[s]); err != nil {
			return fmt.Errorf("port %q: %w", r.key, err)
		}
	}
	return nil
}
