// Package lesson is the file format of lessons: a ticket, a lab to start from, tasks with checks and hints, typical wrong moves, a solution.
//
// Load reads a file as strictly as scenario files are read: everything that is wrong is told at once, with line, column and the name that was
// probably meant. The lab is a scenario file's body, which package scenarios reads; checks are its expectations, and the solution its steps.
// What varies between learners is chosen by a seed before anything else is read. An Exercise is a lesson for one seed and release: ready to be
// played, and judged by package mark.
package lesson
