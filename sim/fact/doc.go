// Package fact is what can happen to a cluster, as values that package event carries.
package fact
