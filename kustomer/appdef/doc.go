// Package appdef checks and renders the app definition that Kustomer installs, kustomer-app.json.
//
// Kustomer keeps every registered version for ever and refuses a definition with a single unknown
// key, so a mistake is worth finding before. [Check] applies, without any network, all rules that
// the vendor's documentation states and those that its parts refer to one another by: settings
// used in addresses and commands exist, texts have their translations, secrets stay out of
// browsers. It reports every fault at once, each with its place and what to do.
//
// [Render] makes a deployer's own definition: the host and tenant are written out literally, since
// only some addresses in a definition may refer to settings.
//
// What the documentation does not say, and is assumed here, stands in guesses.go alone.
package appdef
