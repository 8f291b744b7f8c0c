package main

import (
	"crypto/tls"
	"fmt"
	"strings"

	"tvslab/phone"
)

// phoneModels is a row per family.
func phoneModels() table {
	t := table{{"models", "signalling", "can", "TLS", "key of encrypted files", "checksum", "source"}}
	for _, f := range phone.Families() {
		first := f.Models[0]
		t = append(t, []string{names(f.Models), strings.Join(first.Signalling, ", "), orDash(strings.Join(f.Can, ", ")),
			version(first.TLS), string(first.Encryption), orDash(first.Checksum), f.Source})
	}
	return t
}

// phoneMenus is a row for each way in which a deed is done.
func phoneMenus() table {
	t := table{{"step", "models", "menus and keys", "one list alone", "source"}}
	for _, d := range phone.Deeds() {
		var order []phone.Menu
		models := map[phone.Menu][]phone.Model{}
		for _, m := range phone.Models() {
			menu, known := m.ByHand(d)
			if !known {
				continue
			}
			if len(models[menu]) == 0 {
				order = append(order, menu)
			}
			models[menu] = append(models[menu], m)
		}
		for _, menu := range order {
			one := menu.One
			if menu.Never {
				one = "cannot be done"
			}
			t = append(t, []string{"`" + string(d) + "`", names(models[menu]), menu.Path, orDash(one), menu.Source})
		}
	}
	return t
}

// phoneCapabilities explains the words of the table of models.
func phoneCapabilities() table {
	t := table{{"word", "what the model does"}}
	for _, c := range phone.Capabilities() {
		t = append(t, []string{c.Word, c.Meaning})
	}
	return t
}

func names(models []phone.Model) string {
	list := make([]string, len(models))
	for i, m := range models {
		list[i] = m.Name
	}
	return strings.Join(list, ", ")
}

// version is the number of a TLS version, "1.2".
func version(v uint16) string {
	if v == 0 {
		return "-"
	}
	return fmt.Sprintf("1.%d", v-tls.VersionTLS10)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
