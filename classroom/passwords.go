package classroom

import (
	"crypto/rand"
	_ "embed"
	"strings"
)

//go:embed words.txt
var wordList string

// words are short English words that nobody mishears for another: 256 of them.
var words = strings.Fields(wordList)

// wordsOfPassword is how many words a password has: 2^40 passwords, which are tried over a network only.
const wordsOfPassword = 5

// newPassword makes a password that can be read aloud: words with - between them.
func newPassword() string {
	var draw [wordsOfPassword]byte
	_, _ = rand.Read(draw[:]) // never fails
	var chosen []string
	for _, b := range draw {
		chosen = append(chosen, words[int(b)%len(words)])
	}
	return strings.Join(chosen, "-")
}
