// Package keep writes Go values down as JSON documents that name each other by their content, and reads them back: what two
// states have in common is written once, and a state is known by the name of its first document.
//
// A pointer is the name of a document of its own. Everything else is plain JSON: a struct is an object of its fields in lower case
// with underscores, exported or not, without those that are zero; bytes are base64, times RFC 3339, and a type that has a text
// (encoding.TextMarshaler) is that text. Fields that are not state have the tag keep:"-"; a field with keep:",apart" is a
// document of its own. Types that are not plain data have a [Form].
//
// The package knows no type of the project and no storage: see [Sink] and [Source].
package keep
