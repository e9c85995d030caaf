// Package contract asks the two neighbours whether they are as the product believes them to be.
//
// The clients, the rules and the sandbox are all written from the vendors' documentation, from
// recorded exchanges and, where neither says anything, from guesses. Whoever has a real Kustomer org
// or a real CCAI Platform can hold them against it: the same list of checks runs against any base
// address, and against a sandbox of its own when none is given.
//
//	go test ./e2e/contract -v                                        the sandbox
//	CONTRACT_KUSTOMER_URL=https://acme.api.kustomerapp.com \
//	CONTRACT_KUSTOMER_KEY_FILE=key.txt CONTRACT_READ_ONLY=1 go test ./e2e/contract -count=1 -v
//
// Each check is named after the section of our notes that it stands on, and logs where that comes
// from: documented, seen in real traffic or in real code, or guessed. A check that fails says what
// the product takes for granted and the neighbour does not do.
//
// It is safe on an org where people work. What it creates carries the word "contract-check" and is
// deleted afterwards as far as the API allows; with CONTRACT_READ_ONLY nothing is written at all.
// What lasts (fields, apps) and what somebody would hear (a call, a status) is done only where asked
// for. Rows that need a stand-in's knobs are passed over elsewhere, with the reason.
//
// docs/contract.md is the page for whoever runs it. The package speaks plain HTTP and knows
// nothing of our clients: it must not believe what they believe.
package contract
