package main

import (
	"tvslab/phone"
	"tvslab/setting"
	"tvslab/sim/cucm"
)

func clusterSettings() table { return meanings(cucm.SettingRows()) }
func phoneSettings() table   { return meanings(phone.SettingRows()) }
func clusterBasis() table    { return bases(cucm.SettingRows()) }
func phoneBasis() table      { return bases(phone.SettingRows()) }

// meanings is what users of a setting need.
func meanings[S any](rows setting.Table[S]) table {
	t := table{{"name", "default", "meaning", "basis"}}
	for _, r := range rows {
		t = append(t, []string{"`" + r.Name + "`", r.Default, r.Meaning, r.Source})
	}
	return t
}

// bases is what readers need who doubt a default.
func bases[S any](rows setting.Table[S]) table {
	t := table{{"setting", "here", "basis", "source"}}
	for _, r := range rows {
		here := r.Here
		if here == "" {
			here = r.Meaning + ": " + r.Default
		}
		t = append(t, []string{"`" + r.Name + "`", here, string(r.Basis), r.Source})
	}
	return t
}
