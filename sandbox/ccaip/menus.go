package ccaip

import (
	"strconv"
	"strings"
)

// menu is one step of what a caller may choose; a leaf is a queue.
type menu struct {
	id     int
	name   string
	parent *menu
	pos    int
}

// menuTree is what the callers of this contact centre hear. Ids are fixed,
// since tests name them.
func menuTree() []*menu {
	support := &menu{id: 3, name: "Support", pos: 1}
	sales := &menu{id: 4, name: "Sales", pos: 2}
	return []*menu{
		support,
		sales,
		{id: 7, name: "Billing", parent: support, pos: 1},
		{id: 8, name: "Orders", parent: support, pos: 2},
		{id: 9, name: "Returns", parent: support, pos: 3},
		{id: 11, name: "New customers", parent: sales, pos: 1},
	}
}

// path is the menu with all above it, the topmost first.
func (m *menu) path() []*menu {
	if m == nil {
		return nil
	}
	return append(m.parent.path(), m)
}

// names joins the path's names by sep.
func (m *menu) names(sep string) string {
	var names []string
	for _, step := range m.path() {
		names = append(names, step.name)
	}
	return strings.Join(names, sep)
}

// ids joins the path's ids by "/", as materialized_path does.
func (m *menu) ids() string {
	var ids []string
	for _, step := range m.path() {
		ids = append(ids, strconv.Itoa(step.id))
	}
	return strings.Join(ids, "/")
}

// findMenu finds a menu by id ("7"), path of ids ("3/7"), name ("Billing") or
// path of names ("Support / Billing"), letter case aside; nil if there is none.
func findMenu(menus []*menu, want string) *menu {
	want = strings.TrimSpace(want)
	for _, m := range menus {
		switch {
		case strconv.Itoa(m.id) == want, m.ids() == want,
			strings.EqualFold(m.name, want),
			strings.EqualFold(m.names(" / "), want),
			strings.EqualFold(m.names("/"), want):
			return m
		}
	}
	return nil
}

// wireMenu is a menu as the Manager API shows it.
type wireMenu struct {
	ID        int        `json:"id"`
	Name      string     `json:"name"`
	ParentID  *int       `json:"parent_id"`
	Position  int        `json:"position"`
	Deleted   bool       `json:"deleted"`
	Hidden    bool       `json:"hidden"`
	MenuType  string     `json:"menu_type"`
	OutputMsg string     `json:"output_msg"`
	Children  []wireMenu `json:"children,omitempty"`
}

// wire shows one menu; kind is ivr_menu, mobile_menu or web_menu.
func (m *menu) wire(kind string) *wireMenu {
	if m == nil {
		return nil
	}
	w := &wireMenu{ID: m.id, Name: m.name, Position: m.pos, MenuType: kind,
		OutputMsg: "For " + m.name + ", press " + strconv.Itoa(m.pos) + "."}
	if m.parent != nil {
		w.ParentID = &m.parent.id
	}
	return w
}

// wireTree nests the menus below parent (nil: the top).
func wireTree(menus []*menu, parent *menu) []wireMenu {
	out := []wireMenu{}
	for _, m := range menus {
		if m.parent == parent {
			w := m.wire("ivr_menu")
			w.Children = wireTree(menus, m)
			out = append(out, *w)
		}
	}
	return out
}

// wirePath is a call's menu_path.
type wirePath struct {
	ItemsCount       int    `json:"items_count"`
	Name             string `json:"name"`
	MaterializedPath string `json:"materialized_path"`
}

// wirePathOf shows where a menu stands; nil without one.
func wirePathOf(m *menu) *wirePath {
	if m == nil {
		return nil
	}
	return &wirePath{len(m.path()), m.names(" / "), m.ids()}
}
