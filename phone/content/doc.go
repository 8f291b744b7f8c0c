// Package content is what phones fetch: trust lists and configurations, as bytes or as the promise of bytes. What is
// worked out from a content, its parsed form and whose signature verifies, is worked out once, however many phones hold
// it. It judges nothing.
package content
