// Package roster reads what people can collect about the phones of a site: lists of phones (Bulk Administration, RTMT, the page
// Find and List Phones, `show risdb query phone`, `run sql`, answers of AXL and RisPort70, spreadsheets), tables of device pools,
// CallManager groups and TFTP servers, and saved web pages of phones. It merges them by device name and says of each fact where it stands.
//
// Nothing is guessed in silence. What cannot be used is a [Problem] with file and line; where two files disagree about a phone, the
// first to be read is kept and the pair is a [Conflict]. The package knows neither scenarios nor clusters; names of nodes are
// what the files call them, unless [Reader.Alias] says better.
//
// Facts about the files come from the Bulk Administration guides 9.0(1) and 12.5(1)SU2 (columns of "All Details", devicepool.csv),
// from public programs that read callmanagergroup.csv, callmanager.csv and the output of `show risdb query phone`, from
// Cisco's developer documentation of AXL and RisPort70 and tech note 118893 (`run sql`); about the pages from the phone
// administration guides and from public programs that read them (jsteinberg1/CUCM-Phone-Info). Words of spreadsheets are those
// that people use. [Headers] lists them all.
package roster
