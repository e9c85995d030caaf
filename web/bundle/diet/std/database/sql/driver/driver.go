// Package driver stands in for the standard library's database/sql/driver in the browser's build: the
// identifier library can write itself into databases, which a browser has none of. See package diet.
package driver

// Value is what a database can hold.
type Value any
