// Package store holds certificates where CUCM holds them: as files in the -trust stores of a node's disk (Files), and as
// rows of the certificate table in the database (Table), of which every node has a copy. Which of the two a service reads
// differs: TVS answers from rows, all others read files (tech note 210541); Certificate Change Notification lets the
// files follow the rows.
//
// Both are values: they are never changed, an operation gives another one, and copies of a cluster share them.
package store
