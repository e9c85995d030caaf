// Package agentadapter holds the product's app definition for Kustomer.
//
// The file kustomer-app.json lies at the top of the repository, where people look for it, and a
// Go package can only embed what lies below it: hence this package, which does nothing else. The
// definition is valid as it stands for the host adapter.example.com; package kustomer/appdef
// checks it and puts a deployer's own host and tenant in.
package agentadapter

import _ "embed"

// AppDefinition is kustomer-app.json as it stands in the repository.
//
//go:embed kustomer-app.json
var AppDefinition []byte
