// Package axl is the Administrative XML Web Service (AXL) of the nodes of a lab: versions, faults, and the operations that scripts use around
// certificate rotations. Each operation is a row; what it changes is a step of the lab, in the same history as what is typed and clicked.
//
// Shapes, names and odd things that are accepted follow Cisco's developer documentation, answers that public projects recorded, and the code of
// public clients. WSDL and schema are Cisco's: clients bring them.
package axl
