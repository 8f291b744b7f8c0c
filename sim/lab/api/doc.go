// Package api is the control API of a running lab: resources with JSON documents over HTTP, on the lab's control socket and, where
// somebody asks for it, on a TCP address for those who have a token. What can be asked is a table of rows ([Resource]); the OpenAPI
// document, its validation of requests and docs/api.md follow from them and from the types of the documents.
//
// It decides nothing about labs: that is package control, whose documents it carries. Clients are in package client.
package api
