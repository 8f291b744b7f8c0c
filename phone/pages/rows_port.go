package pages

import "strings"

// The lab has no switch and no Ethernet: neighbours are empty, and counters 0. Labels of the 8800 administration guide; elements of a public inventory.
var (
	ethernet = zeros("Tx Frames", "Tx broadcast", "Tx multicast", "Tx unicast", "Rx Frames", "Rx broadcast", "Rx multicast", "Rx unicast", "Rx PacketNoDes")
	counters = zeros("Rx totalPkt", "Rx crcErr", "Rx alignErr", "Rx multicast", "Rx broadcast", "Rx unicast", "Rx shortErr", "Rx shortGood", "Rx longGood",
		"Rx longErr", "Rx size64", "Rx size65to127", "Rx size128to255", "Rx size256to511", "Rx size512to1023", "Rx size1024to1518", "Rx tokenDrop",
		"Tx excessDefer", "Tx lateCollision", "Tx totalGoodPkt", "Tx Collisions", "Tx excessLength", "Tx broadcast", "Tx multicast")
	port = append(counters[:len(counters):len(counters)],
		row{"CDP Neighbor device ID", "CDPNeighborDeviceId", blank, nil},
		row{"CDP Neighbor IP address", "CDPNeighborIP", blank, nil},
		row{"CDP Neighbor port", "CDPNeighborPort", blank, nil},
		row{"LLDP Neighbor device ID", "LLDPNeighborDeviceId", blank, nil},
		row{"LLDP Neighbor IP address", "LLDPNeighborIP", blank, nil},
		row{"LLDP Neighbor port", "LLDPNeighborPort", blank, nil},
		row{"Port information", "PortSpeed", blank, nil},
	)
)

// zeros are counters. The elements are the labels without blanks, the word after Tx and Rx of Ethernet capitalised.
func zeros(labels ...string) (rows []row) {
	for _, label := range labels {
		rows = append(rows, row{label, strings.ReplaceAll(label, " ", ""), zero, nil})
	}
	return rows
}
