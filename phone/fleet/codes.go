package fleet

import "tvslab/phone"

// codeIndex is a phone.Code in a byte; 0 is none. Indices mean something within one process only.
type codeIndex uint8

var (
	codeOf  = append([]phone.Code{""}, allCodes()...)
	indexOf = func() map[phone.Code]codeIndex {
		m := make(map[phone.Code]codeIndex, len(codeOf))
		for i, c := range codeOf {
			m[c] = codeIndex(i)
		}
		return m
	}()
)

func allCodes() []phone.Code {
	var all []phone.Code
	for _, c := range phone.Codes() {
		all = append(all, c.Code)
	}
	return all
}

func (i codeIndex) code() phone.Code { return codeOf[i] }
