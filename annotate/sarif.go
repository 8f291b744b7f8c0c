package annotate

import (
	"cmp"
	"io"
	"net/url"
	"slices"
)

// The part of SARIF 2.1.0 that is written (OASIS, "Static Analysis Results Interchange Format").
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifResult struct {
		RuleID    string            `json:"ruleId"`
		RuleIndex int               `json:"ruleIndex"`
		Level     Severity          `json:"level"`
		Message   sarifText         `json:"message"`
		Locations []sarifLocation   `json:"locations"`
		Prints    map[string]string `json:"partialFingerprints"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// writeSARIF writes a log of one run.
func writeSARIF(w io.Writer, notes []Note, tool Tool) error {
	run := sarifRun{Tool: sarifTool{sarifDriver{tool.Name, tool.Version, rulesOf(notes)}}, ColumnKind: "unicodeCodePoints", Results: make([]sarifResult, 0, len(notes))}
	prints := newPrints()
	for _, n := range notes {
		rule := slices.Index(run.Tool.Driver.Rules, sarifRule{n.Rule})
		at := sarifPhysical{sarifArtifact{(&url.URL{Path: n.File}).String()}, sarifRegion{max(n.Line, 1), n.Column}}
		run.Results = append(run.Results, sarifResult{n.Rule, rule, n.Severity, sarifText{n.whole()}, []sarifLocation{{at}}, map[string]string{"tvslab/v1": prints.of(n)}})
	}
	return writeJSON(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

// rulesOf are the rules of notes, each once, in order.
func rulesOf(notes []Note) []sarifRule {
	rules := make([]sarifRule, 0, len(notes))
	for _, n := range notes {
		rules = append(rules, sarifRule{n.Rule})
	}
	slices.SortFunc(rules, func(a, b sarifRule) int { return cmp.Compare(a.ID, b.ID) })
	return slices.Compact(rules)
}
