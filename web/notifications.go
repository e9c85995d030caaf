package web

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed notifications.html
var notificationsText string

var notificationsTemplate = template.Must(template.New("notifications").Parse(notificationsText))

// WriteNotifications writes the small page of its own that asks the browser for notifications: in
// Kustomer's frame a browser does not let us ask.
func WriteNotifications(w io.Writer, p Page) error {
	s, err := embeddedShelf()
	if err != nil {
		return err
	}
	return notificationsTemplate.Execute(w, s.filled(p, forAgents, s.says))
}
