// Package folder keeps a lab in a folder: its keys as PEM, everything else in one SQLite database that people can open. What was kept is on the
// disk when [Folder.Keep] returns, whatever happens to the process then; a machine that loses its power keeps it too.
//
// The database holds documents by content (package keep), who did what, and names for states; views show the lab of now in the words of the trade.
// The package decides nothing about labs: what a state is says package scenarios.
package folder
