package sim

import (
	"iter"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/firmware"
	"tvslab/sim/stockfile"
)

// Names of files that Cisco Tftp serves; % stands for the name of a device.
var (
	commonNames = []string{"CTLFile.tlv", "ITLFile.tlv", "XMLDefault.cnf.xml", "XMLDefault.cnf.xml.sgn"}
	deviceNames = []string{"CTL%.tlv", "ITL%.tlv", "%.cnf.xml", "%.cnf.xml.sgn"}
	// encryptedNames are those of devices with TFTP Encrypted Config.
	encryptedNames = append(slices.Clone(deviceNames), "%.cnf.xml"+suffixEncrypted)
)

// Nobodys reports whether a file of this name is no single device's, and what phones without lists would believe. Further files,
// which say nothing of the cluster, are not counted.
func Nobodys(name string) bool { return slices.Contains(commonNames, name) }

// FileNames gives the names of all files that Cisco Tftp may serve: those that are nobody's, further files of the release, firmware, then those of every device in the
// database. Whether a node has the file at the moment [Cluster.Open] says.
func (c *Cluster) FileNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, name := range commonNames {
			if !yield(name) {
				return
			}
		}
		for _, name := range stockfile.Names(softKeyTemplate, c.Release) {
			if !yield(name) || !yield(name+suffixSigned) {
				return
			}
		}
		for _, load := range c.loads() {
			if !yield(load + firmware.Suffix) {
				return
			}
		}
		for _, r := range c.devices.Within(c.AllDevices()) {
			patterns := deviceNames
			if r.Value.Profile.Encrypted {
				patterns = encryptedNames
			}
			if !eachName(devices.Set{r.Span}, patterns, yield) {
				return
			}
		}
	}
}

// eachName yields the names of files of devices, until there is no call for more: then it returns false.
func eachName(set devices.Set, patterns []string, yield func(string) bool) bool {
	for device := range set.All() {
		for _, pattern := range patterns {
			if !yield(strings.Replace(pattern, "%", device.Name(), 1)) {
				return false
			}
		}
	}
	return true
}
