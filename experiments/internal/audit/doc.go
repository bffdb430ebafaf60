// Package audit draws the report's conclusions again from many seeds, with the
// private biases of its code and with the shared ones of its text, and says which
// hold. METHOD.md has the rules, [Register] the claims.
//
// [Run] makes the records of the seeds, one after the other; a [Table] collects
// them and makes the [Report]. A [Recorder] keeps them in a file, from which an
// interrupted audit can [Resume] and whose parts [Merge]. What comes out depends
// on the [Settings] alone, to the last byte.
package audit
