//go:build race

package plan_test

const raceDetector = true // decision 0013
