package filter

import (
	"strings"

	"tvslab/sim/lab"
)

// mostProposed bounds what is proposed.
const mostProposed = 30

// Complete proposes how the last term of a text goes on: whole texts, with what each term says. Without a lab only words are known that
// every lab has.
func Complete(l *lab.Lab, text string) (all []Word) {
	at := 0
	if ws := words(text); len(ws) > 0 && !strings.HasSuffix(text, " ") {
		at = ws[len(ws)-1].at
	} else {
		at = len(text)
	}
	before, last := text[:at], text[at:]
	last, not := strings.CutPrefix(last, "-")
	if not {
		before += "-"
	}
	for _, w := range proposed(l, strings.ToLower(last)) {
		if len(all) < mostProposed {
			all = append(all, Word{before + w.Word, w.Says})
		}
	}
	return all
}

// proposed are the words that begin with a text.
func proposed(l *lab.Lab, begun string) (all []Word) {
	name, value, keyed := strings.Cut(begun, ":")
	if k := keyNamed(name); keyed && k != nil {
		return k.proposed(l, strings.TrimPrefix(value, `"`))
	}
	for _, s := range shorts {
		if strings.HasPrefix(s.word, begun) {
			all = append(all, Word{s.word, s.says})
		}
	}
	for _, k := range keys {
		if strings.HasPrefix(k.name, begun) {
			all = append(all, Word{k.name + ":", k.says})
		}
	}
	return all
}

func (k *key) proposed(l *lab.Lab, begun string) (all []Word) {
	if k.values == nil {
		return nil
	}
	for _, v := range k.values(l) {
		if strings.HasPrefix(strings.ToLower(v), begun) {
			all = append(all, Word{Term(k.name, v), k.says})
		}
	}
	return all
}
