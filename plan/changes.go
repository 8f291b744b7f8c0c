package plan

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/list"
)

// changes says what a step did: certificates and lists by comparing what nodes held before and hold after it, the rest by what
// happened in its course, then the services that work with old keys since then.
func (w *walker) changes(before, after inventory) []Change {
	f := folder{all: len(after)}
	for _, now := range after {
		was, known := before.of(now.node)
		if !known {
			continue // it joined, which is told as such
		}
		f.certificates(was, now)
		f.lists(was, now)
	}
	for _, e := range w.seen {
		f.happened(e)
	}
	for _, now := range after {
		was, _ := before.of(now.node)
		f.stale(was, now)
	}
	return f.fold()
}

// certificates notes new identity certificates.
func (f *folder) certificates(was, now nodeInventory) {
	for _, s := range cucm.IdentityStores {
		before, after := was.certificates[s], now.certificates[s]
		item := item{kind: "certificate", subject: string(s), node: now.node}
		switch {
		case same(before, after):
			continue
		case before == nil:
			item.sign, item.phrase = Added, phrase{"certificate %s is new", "certificates %s are new"}
		case after == nil:
			item.sign, item.phrase = Removed, phrase{"certificate %s is gone", "certificates %s are gone"}
		default:
			item.sign, item.phrase = Changed, phrase{"certificate %s renewed", "certificates %s renewed"}
			item.value = value{ofSerial, serial(before.Serial), serial(after.Serial)}
		}
		f.add(item)
	}
}

// serial is the start of a serial number.
func serial(number []byte) string {
	const most = 4 // bytes
	if len(number) > most {
		return fmt.Sprintf("%X…", number[:most])
	}
	return fmt.Sprintf("%X", number)
}

// lists notes lists that are others, with their signers.
func (f *folder) lists(was, now nodeInventory) {
	for i, name := range listNames {
		before, after := was.lists[i], now.lists[i]
		item := item{kind: "list", subject: name, node: now.node}
		switch {
		case before == after:
			continue
		case after == nil:
			item.sign, item.phrase = Removed, phrase{"%s is gone", "%s are gone"}
		case before == nil:
			item.sign, item.phrase, item.value = Added, phrase{"%s is new", "%s are new"}, value{ofSigner, "", after.SignerStore()}
		default:
			item.sign, item.phrase, item.value = Changed, phrase{"%s rebuilt", "%s rebuilt"}, signers(before, after)
		}
		f.add(item)
	}
}

// ofSigner is the store of the certificate that signed a list.
const ofSigner = "signer"

// signers says who signed a list before and after.
func signers(before, after *list.File) value {
	v := value{ofSigner, before.SignerStore(), after.SignerStore()}
	if v.before == v.after && !same(before.Signer, after.Signer) {
		v.after += ", another certificate"
	}
	return v
}

// stale notes services that work with an old certificate since this step.
func (f *folder) stale(was, now nodeInventory) {
	for _, s := range cucm.IdentityStores {
		var services []string
		for one := range now.stale {
			if one.store == s && !was.stale[one] {
				services = append(services, one.service)
			}
		}
		slices.Sort(services)
		for _, service := range services {
			text := "with the old " + string(s) + " certificate"
			f.add(item{sign: Notable, kind: "service", subject: service, node: now.node, phrase: phrase{"%s still works " + text, "%s still work " + text}})
		}
	}
}

// phrase is what is said of one subject and of several.
type phrase struct{ one, many string }

func (p phrase) of(subjects []string) string {
	if len(subjects) == 1 {
		return fmt.Sprintf(p.one, subjects[0])
	}
	return fmt.Sprintf(p.many, strings.Join(subjects, ", "))
}
