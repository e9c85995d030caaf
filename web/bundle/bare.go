package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// bareSize is the size of the smallest go-app program, which the budget is reckoned from.
type bareSize struct {
	Go     string `json:"go"`
	GoApp  string `json:"goapp"`
	Brotli int64  `json:"brotli"`
}

// bareMain is that program: one heading.
const bareMain = `package main

import "github.com/maxence-charriere/go-app/v10/pkg/app"

type hello struct{ app.Compo }

func (h *hello) Render() app.UI { return app.H1().Text("Hello") }

func main() {
	app.Route("/", func() app.Composer { return &hello{} })
	app.RunWhenOnBrowser()
}
`

// measureBare builds it inside the module, so that versions are ours, and writes its size down.
func measureBare() error {
	dir, err := os.MkdirTemp("web/bundle", "bare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(bareMain), 0o644); err != nil {
		return err
	}
	wasm, err := compile(dir, ".", false)
	if err != nil {
		return err
	}
	small, err := compress(wasm, brotli.BestCompression)
	if err != nil {
		return err
	}
	b := bareSize{Brotli: int64(len(small))}
	if b.Go, b.GoApp, err = versions(); err != nil {
		return err
	}
	fmt.Printf("bundle: bare go-app %s raw, %s brotli\n", bytesText(int64(len(wasm))), bytesText(b.Brotli))
	return writeJSON(bareFile, b)
}

// compareWithBare prints how the bundle compares with the recorded bare size.
func compareWithBare(m manifest) error {
	raw, err := os.ReadFile(bareFile)
	if err != nil {
		return fmt.Errorf("the recorded size of bare go-app is missing, run with --bare: %w", err)
	}
	var b bareSize
	if err := json.Unmarshal(raw, &b); err != nil {
		return fmt.Errorf("%s is damaged, run with --bare: %w", bareFile, err)
	}
	ratio := float64(m.App.Brotli) / float64(b.Brotli)
	fmt.Printf("bundle: %.2f × bare go-app (%s, go-app %s)\n", ratio, b.Go, b.GoApp)
	return withinBudget(m, b)
}

// budget is how many times bare go-app's size the agents' WebAssembly may have, both at brotli's
// best: agents on slow lines wait for every byte.
const budget = 0.85

// withinBudget holds the bundle to the budget, if both were measured alike.
func withinBudget(m manifest, b bareSize) error {
	switch {
	case m.Level < brotli.BestCompression:
		return nil
	case m.Go != b.Go || m.GoApp != b.GoApp:
		return fmt.Errorf("%s was measured with %s and go-app %s, this is %s and %s; run with --bare", bareFile, b.Go, b.GoApp, m.Go, m.GoApp)
	case float64(m.App.Brotli) > budget*float64(b.Brotli):
		return fmt.Errorf("%d bytes are more than %.2f × bare go-app's %d; see what was linked in", m.App.Brotli, budget, b.Brotli)
	}
	return nil
}
