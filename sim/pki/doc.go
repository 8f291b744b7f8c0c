// Package pki makes and judges the certificates of a lab: self-signed ones, requests and what a certification
// authority answers to them, the authorities themselves, the makers of phones, USB tokens, and what OS Administration
// asks of a certificate that is uploaded. Certificates never change after they were made.
//
// It knows stores and the rules of releases (package cucm), but no node and no cluster: everything that decides a
// certificate is in its specification, so that the same specification gives the same certificate.
package pki
