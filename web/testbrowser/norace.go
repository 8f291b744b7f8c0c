//go:build !race

package testbrowser

const underRace = false
