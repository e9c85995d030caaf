// desk.js lends the adapter what only the browser knows or can keep: the names of countries in the
// agent's language, and the agent's own choices from one day to the next.
"use strict";

(() => {
  const host = window.agentAdapterHost;
  const STORE = "agent-adapter";
  const LONGEST = 400; // characters of one choice: the store is shared and small

  Object.assign(host, { countries, drawsFlags, keep, kept });

  // countries names countries by their two letters, as JSON.
  function countries(codes) {
    const names = {};
    try {
      const speaks = new Intl.DisplayNames([language()], { type: "region" });
      for (const code of codes.split(" ")) names[code] = speaks.of(code);
    } catch {
      // Without names the letters are shown.
    }
    return JSON.stringify(names);
  }

  // drawsFlags tells whether this system has pictures for flags: then the two letters of one make a
  // single sign, narrower than both alone.
  function drawsFlags() {
    const pen = document.createElement("canvas").getContext("2d");
    if (!pen) return false;
    const width = (text) => pen.measureText(text).width;
    return width("\u{1F1E9}\u{1F1EA}") < width("\u{1F1E9}") * 1.5;
  }

  function language() {
    return document.documentElement.lang || "en";
  }

  // keep keeps one choice; a browser that refuses a frame its store forgets it.
  function keep(name, text) {
    const all = { ...kept(), [name]: String(text).slice(0, LONGEST) };
    stored((s) => s.setItem(STORE, JSON.stringify(all)));
  }

  function kept() {
    const found = {};
    try {
      const all = JSON.parse(stored((s) => s.getItem(STORE)) || "{}");
      for (const [name, text] of Object.entries(all)) {
        if (typeof text === "string") found[name] = text.slice(0, LONGEST);
      }
    } catch {
      // What cannot be read counts as nothing kept.
    }
    return found;
  }

  function stored(use) {
    try {
      return use(window.localStorage);
    } catch {
      return null;
    }
  }
})();
