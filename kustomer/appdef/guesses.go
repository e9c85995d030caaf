package appdef

import "regexp"

// This file holds every assumption that no page of the vendor's documentation confirms. When
// Kustomer proves one wrong, it is corrected here.

var (
	// identifierForm: the length rule of "identifier" could not be read; the examples have seven
	// and eight characters.
	identifierForm = regexp.MustCompile(`^[a-z][a-z0-9]{0,7}$`)
	// settingForm: categories and names seen are plain camelCase words.
	settingForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	// namespaced: Kustomer appends the org's id to a private app's name by itself.
	namespaced = regexp.MustCompile(`_[0-9a-f]{24}$`)
)

// mustBackgroundLoad: without backgroundLoad a widget seems to run only once it is opened, and a
// softphone that does not run cannot ring.
const mustBackgroundLoad = true

// headerTemplates: a command's headers are taken to fill in its appSettings by the same triple
// braces that the documented example uses in a command's address.
var headerTemplates = regexp.MustCompile(`\{\{\{([A-Za-z][A-Za-z0-9]*)\}\}\}`)

// templatedURLs are the places whose addresses may refer to settings. It is documented for
// widgets; for the settings page and others it is not, so they must be literal.
var templatedURLs = map[string]bool{"widgets": true}

// localeForm: "en_us" and bare languages ("de") are taken; other spellings were seen in comments
// only.
var localeForm = regexp.MustCompile(`^[a-z]{2}(_[a-z]{2})?$`)

// legacyKeys are top-level keys of older documentation and code that today's no longer lists.
var legacyKeys = []string{"meta", "dataSubscriptions", "shortcuts", "installUrl", "instructions", "cards"}
