// Package pages is the web pages of phones: what a phone of a model writes about itself at which address, as HTML and as XML.
//
// A family is a row of the table families: its models, its pages as rows of label, element and value, and its layout. The package
// knows no network, no lab and no menu; what a phone has at the moment comes as a [Phone]. What a page cannot know, because the lab
// has no such thing, such as the switch below the phone, is empty or 0.
//
// Sources: administration guides of the 8800 series and of the 8821 (labels and their order), Cisco's development notes for phone
// services (addresses such as /DeviceInformationX), public programs that read the pages of real phones (CUCM-Phone-Info,
// usecallmanagernz/commands; rows, blanks and addresses), public inventories of their XML (elements), a public capture of a 7940.
// docs/phones-web.md says for each family what of it was read where, and what is a guess.
package pages
