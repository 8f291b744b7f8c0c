// Package devices names devices in numbers and keeps what is said of many of them in spans: a million phones that stand
// alike are one span, not a million entries. It knows neither phones nor clusters.
package devices
