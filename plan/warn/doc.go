// Package warn finds what no verdict shows while a plan is played: restarts that are still due, steps without effect, regenerations without
// waiting, certificates that end, keys that phones cannot use, and others, each a row of a table. It watches a lab from step to step
// and changes nothing.
package warn
