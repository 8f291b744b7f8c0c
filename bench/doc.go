// Package bench measures boot storms with an open model: arrivals follow a [Plan] and do not wait for answers, and the
// latency of a boot counts from the moment at which the plan wanted it to begin. What the generator itself adds, because
// its workers are busy or the machine is, is its lateness, and is measured too.
//
// It knows no phones and no protocols: what boots is a [Target], which tells a [Recorder] about its phases. [Run] makes
// [Results], a document that can be written, merged, compared, judged by thresholds and reported.
package bench
