// Package cluster lets several replicas of the shipped server work on one NATS server and on a cluster
// of three, and takes them apart: it kills replicas, kills the engine's leader, and cuts the line
// between a replica and the engine.
//
// Nothing that our servers log is believed. Each replica reaches CCAI Platform through a door of its
// own (witness_test.go) that writes down when which request came: who dialled and who set a status
// stands there, and what was recorded stands in the Kustomer stand-in.
//
// nats-server is built from its module and started as a process on loopback, like everything here. A
// line to it goes through a wire (wire_test.go) that holds back what is sent while it is cut and
// delivers it when it is mended, as a real network does.
//
// `make cluster` plays all of it, `make test` what -short leaves.
package cluster
