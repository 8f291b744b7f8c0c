package main

import "encoding/json"

// document is what the page takes of an OpenAPI document.
type document struct {
	Paths      map[string]map[string]operation
	Components struct {
		Schemas map[string]schema
	}
}

type operation struct {
	OperationID string
	Summary     string
	Description string
	Parameters  []parameter
	RequestBody struct{ Content map[string]media }
	Responses   map[string]struct {
		Content map[string]media
	}
}

type parameter struct {
	Name, In, Description string
	Schema                schema
}

type media struct{ Schema schema }

type schema struct {
	Ref         string `json:"$ref"`
	Type        any    // a word, or several
	Format      string
	Description string
	Items       *schema
	Properties  map[string]schema
	Required    []string
	Extra       any `json:"additionalProperties"`
}

func parse(text []byte) (*document, error) {
	d := new(document)
	return d, json.Unmarshal(text, d)
}
