package desk

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the callee's clock must not depend on what the machine has installed

	"github.com/nyaruka/phonenumbers"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// Number tells where a number leads that an agent is typing. It asks nobody: the answer comes while
// the fingers are still on the keys.
func (d *Desk) Number(tenant string, q protocol.AskNumber) protocol.Number {
	told := protocol.Number{Typed: q.Typed}
	t, ok := d.cfg.Tenant(tenant)
	if !ok {
		told.Problem = &notServed
		return told
	}
	parsed, err := parse(q.Typed, t.country(q.Country))
	if err != nil {
		p := problemOf(err)
		told.Problem = &p
		return told
	}
	now := time.Now()
	told.Number = phonenumbers.Format(parsed, phonenumbers.E164)
	told.Country = region(parsed)
	told.Offsets = offsets(parsed, now)
	told.Warning = t.warning(parsed, now)
	return told
}

// country is what numbers without prefix are taken as: the agent's choice, or the tenant's.
func (t Tenant) country(chosen string) string {
	if len(chosen) == 2 {
		return strings.ToUpper(chosen)
	}
	return t.DefaultCountry
}

// notOffered refuses an outbound number or language that the settings do not offer.
func (t Tenant) notOffered(dial protocol.Dial) *protocol.Problem {
	switch {
	case dial.Outbound != "" && !slices.Contains(t.OutboundNumbers, dial.Outbound):
		return &outboundGone
	case dial.Language != "" && !slices.Contains(t.Languages, dial.Language):
		return &languageGone
	}
	return nil
}

// warning is what to think of before a call, nil for nothing.
func (t Tenant) warning(number *phonenumbers.PhoneNumber, now time.Time) *protocol.Problem {
	if slices.Contains(t.DoNotCall, phonenumbers.Format(number, phonenumbers.E164)) {
		return &doNotCall
	}
	if t.QuietHours == nil {
		return nil
	}
	for _, offset := range offsets(number, now) {
		there := now.UTC().Add(time.Duration(offset) * time.Minute)
		if quiet(*t.QuietHours, there) {
			return &quietNow
		}
	}
	return nil
}

// quiet tells whether a clock stands within the hours, which may go over midnight.
func quiet(hours rules.QuietHours, there time.Time) bool {
	now := there.Format("15:04")
	if hours.From <= hours.To {
		return now >= hours.From && now < hours.To
	}
	return now >= hours.From || now < hours.To
}

// region is the country where a number leads, "" for one that belongs to none (+800).
func region(number *phonenumbers.PhoneNumber) string {
	found := phonenumbers.GetRegionCodeForNumber(number)
	if found == "" { // possible, but nobody's yet: the country code alone tells
		found = phonenumbers.GetRegionCodeForCountryCode(int(number.GetCountryCode()))
	}
	if len(found) != 2 || found == "ZZ" {
		return ""
	}
	return found
}

// widest is how far apart, in minutes, the clocks of one number may be before they tell nothing: a
// toll-free number of North America is anywhere from Guam to Newfoundland.
const widest = 6 * 60

// offsets are the callee's clock in minutes east of UTC: the westernmost and the easternmost of the
// zones where the number may be, one if they agree, none if nobody knows.
func offsets(number *phonenumbers.PhoneNumber, now time.Time) []int {
	zones, err := phonenumbers.GetTimezonesForNumber(number)
	if err != nil {
		return nil
	}
	var all []int
	for _, zone := range zones {
		place, err := time.LoadLocation(zone)
		if err != nil || strings.Contains(zone, "Unknown") {
			continue
		}
		_, seconds := now.In(place).Zone()
		all = append(all, seconds/60)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) < 2 {
		return all
	}
	first, last := all[0], all[len(all)-1]
	if last-first > widest {
		return nil
	}
	return []int{first, last}
}
