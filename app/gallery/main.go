// Command gallery shows the widget in each of its states, without a browser's adapter or a server.
//
//	go run ./app/gallery --out bin/gallery     write a page for each scene and one with them all
//	go run ./app/gallery --lang de             in another language
//
// A scene is a list of messages, as they would come from the agent, the server and Kustomer;
// state.Update makes a State of them and the real parts render it to HTML, with the real styles
// beside it. The same scenes are the goldens of this package's tests, what the accessibility walk of
// e2e looks at, and the pictures in docs/. To show a part in a new state, add a Scene to the list of
// its part in scenes_….go and run go test ./app/gallery -update.
//
// This package runs natively alone and is never part of what agents download.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"agentadapter/app/texts"
	"agentadapter/web"
)

func main() {
	out := flag.String("out", "bin/gallery", "the folder to write into")
	language := flag.String("lang", "en", "the language of the texts: en, de, es, fr or ja")
	flag.Parse()
	time.Local = time.UTC // a gallery looks the same everywhere
	if err := run(*out, *language); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(out, language string) error {
	if err := speak(language); err != nil {
		return err
	}
	pages, err := Pages()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for name, page := range pages {
		if err := os.WriteFile(filepath.Join(out, name), page, 0o644); err != nil {
			return err
		}
	}
	fmt.Println(filepath.Join(out, "index.html"))
	return nil
}

// speak uses a language's table.
func speak(language string) error {
	raw, err := fs.ReadFile(web.Static(), "texts/"+language+".json")
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--lang %s: there is no such language; there are %v", language, texts.Languages)
	}
	if err != nil {
		return err
	}
	var table map[string]string
	if err := json.Unmarshal(raw, &table); err != nil {
		return fmt.Errorf("%s.json: %w", language, err)
	}
	texts.Use(texts.Language{Tag: language, Table: table})
	return nil
}
