// Package ccmcip is what configurations of phones name on Cisco Tomcat of a node: the directory, authentication, information and services
// URLs. Anybody may ask, as phones do. What comes is XML objects for phones (Cisco's development notes for phone services), and of
// authentication one word.
package ccmcip
