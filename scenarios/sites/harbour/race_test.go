//go:build race

package harbour_test

const raceDetector = true // decision 0013
