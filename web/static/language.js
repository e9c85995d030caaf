// language.js finds the agent's language: the one that Kustomer told, else the browser's first that
// we have. It fetches that language's table while the WebAssembly is on its way; English needs none.
// It also writes moments and numbers as people do, and says the page's own sentences. It comes
// first and makes the one object that all others add to, window.agentAdapterHost.
"use strict";

(() => {
  const TOLD = "agent-adapter-language"; // what Kustomer told, kept for the next load
  const page = document.documentElement.dataset;
  const addresses = JSON.parse(page.texts || "{}"); // language -> address of its table

  let tag = pick([kept(), ...(navigator.languages || [navigator.language])]);
  let table = null;
  let ready = load();

  window.agentAdapterHost = {
    say, heardLanguage,
    languageReady: () => ready,
    language: () => tag,
    texts: () => (table ? JSON.stringify(table) : ""),
    clock: writer({ hour: "numeric", minute: "2-digit" }),
    moment: writer({ day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }),
    full: writer({ dateStyle: "medium", timeStyle: "medium" }),
    number: (n) => new Intl.NumberFormat(tag).format(n),
  };

  // pick takes the first language that we speak.
  function pick(wanted) {
    return wanted.find((one) => one && base(one) in addresses) || "en";
  }

  function base(language) {
    return language.toLowerCase().split(/[-_]/)[0];
  }

  async function load() {
    document.documentElement.lang = base(tag);
    table = null;
    const address = addresses[base(tag)];
    if (!address) return;
    try {
      table = await (await fetch(address)).json();
      document.title = say(page.title || "adapter: Agent adapter");
    } catch {
      // English is better than nothing.
    }
  }

  // heardLanguage takes what the page around us says of the agent's language. It is in use at once
  // as long as nothing is shown yet, else from the next load on.
  function heardLanguage(told) {
    if (typeof told !== "string" || !(base(told) in addresses)) return;
    keep(told);
    if (page.running || base(told) === base(tag)) return;
    tag = canonical(told);
    ready = load();
  }

  // canonical makes de-AT of Kustomer's de_at; what is no language's name becomes its base.
  function canonical(told) {
    try {
      return Intl.getCanonicalLocales(told.replace("_", "-"))[0];
    } catch {
      return base(told);
    }
  }

  // say says "key: English" in the agent's language, with {name} filled in.
  function say(text, values = {}) {
    const colon = text.indexOf(": ");
    const said = (table && table[text.slice(0, colon)]) || text.slice(colon + 2);
    return said.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  function writer(options) {
    let format = null;
    let made = "";
    return (ms) => {
      if (made !== tag) format = new Intl.DateTimeFormat(tag, options);
      made = tag;
      return format.format(new Date(ms));
    };
  }

  // A browser may refuse a frame its store.
  function kept() {
    try {
      const told = window.localStorage.getItem(TOLD);
      return told ? canonical(told) : "";
    } catch {
      return "";
    }
  }

  function keep(told) {
    try {
      window.localStorage.setItem(TOLD, told);
    } catch {
      // The browser's own language then.
    }
  }
})();
