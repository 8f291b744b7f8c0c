// Package web is the web server of a phone as HTTP sees it: the pages of package pages, and what Cisco's development notes for phone
// services call pushing: CiscoIPPhoneExecute at /CGI/Execute, whose keys walk the menus of package keypad, CallInfo, LineInfo and
// ModeInfo, and a picture of the screen.
//
// It opens no socket and knows no lab: what the phone is and does is a [Phone]. Users are checked as phones do: Basic authentication, whose
// user and password somebody else judges.
package web
