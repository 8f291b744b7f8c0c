// Package explore searches the surroundings of a plan for what breaks it.
//
// A plan is a scenario; its surroundings are what becomes of it with a few deviations: a step forgotten, another order, phones that are
// off, services that do not run (package deviation). All of them are steps of the language, so that whatever is found is a scenario that
// can be played by itself.
//
// A [Machine] does steps on states. Where a lab was in the same state before, it remembers what came of the step: clusters and phones are
// remembered apart, so that a state costs a few look-ups, however many phones there are. A [Search] visits every state within
// its bounds once, cheapest first. [SinglesOf] tries each deviation by itself.
package explore
