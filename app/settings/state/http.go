package state

// Methods and statuses of HTTP, said here: net/http would double the download.
const (
	get   = "GET"
	post  = "POST"
	put   = "PUT"
	patch = "PATCH"

	statusOK         = 200
	statusBad        = 400
	statusUnknown    = 401
	statusForbidden  = 403
	statusConflicted = 409
)
