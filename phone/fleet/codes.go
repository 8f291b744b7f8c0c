package fleet

import "tvslab/phone/reason"

// codeIndex is a reason.Code in a byte; 0 is none. Indices mean something within one process only.
type codeIndex uint8

var (
	codeOf  = append([]reason.Code{""}, allCodes()...)
	indexOf = func() map[reason.Code]codeIndex {
		m := make(map[reason.Code]codeIndex, len(codeOf))
		for i, c := range codeOf {
			m[c] = codeIndex(i)
		}
		return m
	}()
)

func allCodes() []reason.Code {
	var all []reason.Code
	for _, c := range reason.Codes() {
		all = append(all, c.Code)
	}
	return all
}

func (i codeIndex) code() reason.Code { return codeOf[i] }
