// Package reading says what a phone makes of a configuration file in clear text, field by field: of a real one too. It
// opens no file and decides nothing: what is read is [content.ParseConfig]'s business, what elements mean is a table here.
//
// Sources of the meanings: usecallmanager.nz; Security Guide 12.5; tech notes 213407 and 214535; those marked so from memory.
package reading
