// Package population keeps the phones of a lab by class: phones that stand alike are one [Class] with as many devices as
// there are, and what is worked out for one of them is told of the others by putting their names in. It knows neither
// clusters nor networks.
package population
