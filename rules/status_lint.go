package rules

import "fmt"

// LintStatus finds what the settings of status inheritance cannot mean, each as a *SettingError: a
// system status as a target (T8), and a Kustomer status that is mapped twice.
func LintStatus(set Settings) []error {
	var faults []error
	fault := func(name, format string, args ...any) {
		faults = append(faults, &SettingError{name, fmt.Sprintf(format, args...)})
	}
	for i, m := range set.StatusMapping {
		if SystemStatus(m.Platform) {
			fault("statusMapping", "item %d: %s is a system status, which CCAI Platform alone sets; map to another one", i+1, m.Platform)
		}
		for j, earlier := range set.StatusMapping[:i] {
			if sameStatus(earlier.Kustomer, m.Kustomer) {
				fault("statusMapping", "item %d: %s is mapped by item %d already", i+1, m.Kustomer, j+1)
			}
		}
	}
	for i, v := range set.VanishedAgent {
		switch {
		case SystemStatus(v.Set):
			fault("vanishedAgent", "item %d: %s is a system status, which CCAI Platform alone sets; set another one", i+1, v.Set)
		case SystemStatus(v.Status):
			fault("vanishedAgent", "item %d: agents cannot be moved out of the system status %s; name another one", i+1, v.Status)
		case sameStatus(v.Set, v.Status):
			fault("vanishedAgent", "item %d: %s is set already", i+1, v.Set)
		}
	}
	return faults
}
