package app

import "agentadapter/app/texts"

// The texts of the desk's parts, as "key: English" (see package texts).
const (
	textCountry       = texts.Text("country: Country")
	textCountryIs     = texts.Text("country.is: Country: {country} {code}")
	textSearchCountry = texts.Text("country.search: Search country")
	textNoCountry     = texts.Text("country.none: No country fits.")
	textAddFavourite  = texts.Text("country.add: Add to favourites: {country}")
	textDropFavourite = texts.Text("country.drop: Remove from favourites: {country}")
	textThere         = texts.Text("dial.there: {time} there")
	textCallAnyway    = texts.Text("warned.call: Call anyway")
	textWarned        = texts.Text("warned: Call anyway?")
	textOutbound      = texts.Text("dial.outbound: Outbound number")
	textLanguage      = texts.Text("dial.language: Language")
	textSoftphoneAsks = texts.Text("dial.asks: The softphone asks")
)
