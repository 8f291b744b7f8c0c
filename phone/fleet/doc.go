// Package fleet is many phones, most of them at rest. A resting phone is one small record of numbers: which trust lists,
// configuration and certificate it has stored, what it decided at its last boot. Lists and configurations are kept once
// by content, however many phones hold them; name, model, group and addresses follow from the phone's number and the
// seed. A resting phone has no goroutine, timer or socket.
//
// A boot makes a whole [phone.Phone] from the record, runs it over a [phone.Network], and packs what it stored back.
// [Fleet.Run] wakes phones when their time comes and boots them with a bounded number of workers. A [Store] keeps a
// fleet in a file.
//
// What a resting phone does not keep: its TVS cache and session number, which a reset drops anyway, and its status
// messages. Of a configuration it keeps what a phone takes from it ([content.Config]) without the version stamp, which
// may be different for every phone and decides nothing.
package fleet
