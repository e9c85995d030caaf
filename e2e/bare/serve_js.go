package main

// serve is for the other side: in a browser the program has ended before.
func serve() {}
