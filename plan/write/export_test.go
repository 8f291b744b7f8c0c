package write

// Explained are the words and symbols that a reader has to know.
func Explained() (list []string) {
	for _, s := range symbols {
		list = append(list, s.unicode, s.ascii)
	}
	for word := range findingWords {
		list = append(list, string(word))
	}
	for sign := range signTones {
		list = append(list, string(sign))
	}
	return append(list, changedMark[0], changedMark[1], "safe", "safe-if")
}
