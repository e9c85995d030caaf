package ccaip

import (
	"context"
	"encoding/json"
)

// MenusService is the chapter "Menus" of the Manager API.
type MenusService struct{ c *Client }

// Menu is one choice that end users have; leaf menus are the queues.
type Menu struct {
	ID       string
	ParentID string
	Name     string
	Type     string // ivr_menu, mobile_menu, web_menu
	Deleted  bool
	Children []Menu
}

// maxMenuDepth ends the reading of a tree that cannot be a real one.
const maxMenuDepth = 50

// readMenu reads a menu or, in transfers, a menu's path: of that the last part is the menu.
func readMenu(f fields) Menu {
	m := Menu{
		ID:       f.id("id"),
		ParentID: f.id("parent_id"),
		Name:     f.text("name"),
		Type:     f.text("menu_type", "type"),
		Deleted:  f.flag("deleted"),
	}
	if path := f.path("materialized_path"); m.ID == "" && len(path) > 0 {
		m.ID = path[len(path)-1]
	}
	return m
}

// Tree reads all menus as trees, one per entry menu.
func (s MenusService) Tree(ctx context.Context) ([]Menu, error) {
	a, err := s.c.do(ctx, get("read menus", "/manager/api/v1/menus/tree"))
	if err != nil {
		return nil, err
	}
	menus, err := parseMenus(a.body)
	if err != nil {
		return nil, unreadable("read menus", "the answer is neither a list nor an object")
	}
	return menus, nil
}

// parseMenus reads a list of menus, an object of such lists (one per menu type), or one menu.
func parseMenus(body []byte) ([]Menu, error) {
	var list []json.RawMessage
	if json.Unmarshal(body, &list) == nil {
		return readMenus(fields{exact: map[string]json.RawMessage{"menus": body}}, 0), nil
	}
	f, err := readFields(body)
	if err != nil {
		return nil, err
	}
	if m := readMenu(f); m.ID != "" {
		m.Children = readMenus(f, 1)
		return []Menu{m}, nil
	}
	return readMenus(f, 0), nil
}

// menuLists are the names under which lists of menus stand.
var menuLists = []string{"menus", "children", "ivr_menu", "mobile_menu", "web_menu", "ivr_menus", "mobile_menus", "web_menus"}

func readMenus(f fields, depth int) []Menu {
	if depth > maxMenuDepth {
		return nil
	}
	var menus []Menu
	for _, name := range menuLists {
		for _, member := range f.objects(name) {
			m := readMenu(member)
			m.Children = readMenus(member, depth+1)
			menus = append(menus, m)
		}
	}
	return menus
}
