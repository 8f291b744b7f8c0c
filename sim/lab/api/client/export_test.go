package client

// Parse is parse.
var Parse = parse
