// Package audit draws the report's conclusions again from many seeds, with the
// private biases of its code and with the shared ones of its text, and says part by
// part of how many they are true. METHOD.md has the rules, [Register] the claims.
//
// A [Table] runs the seeds, collects their records and makes the [Report]. A [File]
// keeps the records, so that an interrupted audit can go on from it, and [Merge]
// makes one audit of the files of its parts. What comes out depends on the
// [Settings] alone, to the last byte.
package audit
