//go:build !race

package harbour_test

const raceDetector = false // decision 0013
