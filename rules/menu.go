package rules

import "strings"

// Menu is what the caller chose.
type Menu struct {
	// ID is the platform's menu id, "" if nobody told it.
	ID string
	// Path is the names from the top, joined by " / ".
	Path string
}

// Menu is the selected menu as the object tells it; from events alone, the last of queue_path_ids.
func (s Session) Menu() Menu {
	m := Menu{ID: s.Get(MenuID), Path: s.Get(MenuPath)}
	if s.Outbound() {
		return Menu{}
	}
	if m.ID == "" {
		ids := strings.Split(s.Get(QueueIDs), "/")
		m.ID = strings.TrimSpace(ids[len(ids)-1])
	}
	if m.Path == "" {
		m.Path = JoinPath(s.Get(QueueNames), s.Get(QueueIDs))
	}
	return m
}

// Queue is the name of the queue: the last of the path.
func (s Session) Queue() string {
	path := JoinPath(s.Get(QueueNames), s.Get(QueueIDs))
	if path == "" {
		path = s.Get(MenuPath)
	}
	return lastStep(path)
}

// lastStep is the last name of a path.
func lastStep(path string) string {
	if i := strings.LastIndex(path, " / "); i >= 0 {
		return path[i+3:]
	}
	return path
}

// same compares menus by id, where both lack one by text; two without menu match (V1). A conversation
// has them cut to its fields.
func (m Menu) same(o Menu) bool {
	if m.ID == "" && o.ID == "" {
		return short(m.Path, fieldLimit) == short(o.Path, fieldLimit)
	}
	return short(m.ID, fieldLimit) == short(o.ID, fieldLimit)
}

// JoinPath writes "Support/Billing" as "Support / Billing". A name may hold a slash itself: where
// the ids ("3/7") count fewer steps than the names, the names stay as they are.
func JoinPath(names, ids string) string {
	steps := strings.Split(names, "/")
	if ids != "" && len(strings.Split(ids, "/")) != len(steps) {
		return strings.TrimSpace(names)
	}
	for i := range steps {
		steps[i] = strings.TrimSpace(steps[i])
	}
	return strings.Join(steps, " / ")
}
