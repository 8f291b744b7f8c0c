// Package classroom keeps the labs of a class up in one process: for each learner a lab with addresses, keys and a world of its own, logins, and
// figures for whoever teaches ([Class]). A class lies in a folder, and goes on from it. What learners do in their labs is the business of package
// control, what they are asked that of package lesson, and pages that of package board.
package classroom
