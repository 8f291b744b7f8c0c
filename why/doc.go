// Package why tells why a phone, or a system around the clusters, stands as it does: what it asked for and what came, where it looked and
// what was there, what it decided, what people see on it, what would free it, and on which documents all that rests.
//
// It decides nothing: verdicts are the lab's, decisions the phone's, remedies are played by package remedy. A story is data; Write makes
// text of it.
package why
