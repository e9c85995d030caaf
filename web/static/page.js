// page.js does what must be done in the page itself while a browser event is still going on: Go
// hears of events a moment later, too late to prevent anything. It also moves the focus, keeps the
// few things that outlive a reload, and remembers how the last socket ended.
"use strict";

(() => {
  const host = window.agentAdapterHost;
  const RESUME = "agent-adapter-resume";
  const RELOADED = "agent-adapter-reloaded";
  const RELOAD_PAUSE = 60000; // ms between two reloads that nobody asked for
  const LIST_KEYS = ["ArrowUp", "ArrowDown", "Home", "End", "Enter", " ", "Escape"];
  const TEXT_KEYS = ["Home", "End", " "]; // these a list's search field needs itself

  Object.assign(host, {
    about, focus, returnFocus, reveal, field, setField, keepResume, reload, lastClose: () => lastClose,
  });

  document.addEventListener("submit", (e) => e.preventDefault(), true);

  // A select-only combobox uses these keys itself; the page must not scroll.
  document.addEventListener("keydown", (e) => {
    const list = e.target.closest && e.target.closest("[role=combobox]");
    if (!list || !LIST_KEYS.includes(e.key) || e.ctrlKey || e.metaKey) return;
    if (list.tagName === "INPUT" && TEXT_KEYS.includes(e.key)) return;
    e.preventDefault();
  }, true);

  // A single key where nothing is typed may be a shortcut; which there are, Go knows.
  document.addEventListener("keydown", (e) => {
    if (e.key.length !== 1 || e.key === " " || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.repeat || e.isComposing || typesInto(e.target)) return;
    host.deliver({ type: "key", name: e.key.toLowerCase() });
  });

  // A key belongs to where it went down. Its letter comes a moment later, and the keyboard may have been
  // moved in between, by that very key or by a ring: there it must neither type nor press.
  let wentDown = null;
  document.addEventListener("keydown", (e) => { if (!e.repeat) wentDown = e.target; }, true);
  document.addEventListener("keyup", () => { wentDown = null; }, true);
  document.addEventListener("keypress", (e) => {
    if (!wentDown || wentDown === e.target || (wentDown.id && wentDown.id === e.target.id)) return;
    e.preventDefault();
    e.stopPropagation();
  }, true);

  function typesInto(el) {
    if (!el.closest || el.closest("[role=combobox], [role=listbox], [role=searchbox], select, textarea, [contenteditable]")) return true;
    return el.tagName === "INPUT" && !/^(radio|checkbox|button|submit|range)$/.test(el.type);
  }

  // Pressing an option keeps the focus in its combobox.
  document.addEventListener("mousedown", (e) => {
    if (e.target.closest && e.target.closest("[role=option]")) e.preventDefault();
  }, true);

  // A link to a record opens it in the Kustomer page around us; with a modifier key it is a link.
  document.addEventListener("click", (e) => {
    const link = e.target.closest && e.target.closest("a[data-conversation]");
    if (!link || !window.Kustomer || e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return;
    e.preventDefault();
    host.openRecord(link.dataset.customer, link.dataset.conversation);
  }, true);

  // Whoever was frozen or out of sight asks whether the line is still there, too.
  const awake = () => host.deliver({ type: "online" });
  window.addEventListener("online", awake);
  document.addEventListener("resume", awake);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) awake(); });
  window.addEventListener("offline", () => host.deliver({ type: "offline" }));

  // The browser's half of the socket library forgets the close code; this remembers it.
  let lastClose = "";
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      lastClose = "";
      this.addEventListener("close", (e) => { lastClose = JSON.stringify({ code: e.code, reason: e.reason }); });
    }

    // An error is always followed by a close, and tells nothing more. The library answers it by closing
    // and waits for that inside the event, where no close can come: the page would stand still for ever.
    addEventListener(type, ...rest) {
      if (type !== "error") super.addEventListener(type, ...rest);
    }

    // A page may give no code but 1000 and those from 3000 on; the library gives up an attempt with
    // another one. It has to end all the same: a browser opens one connection at a time per server, so
    // that an attempt that hangs would hold up all that follow.
    close(code, reason) {
      try {
        super.close(code, reason);
      } catch {
        super.close();
      }
    }
  };

  // focus moves to an element that wants attention, unless the agent is at work elsewhere: in
  // another frame or window, in a field with text in it, or in an open list, where the next key would
  // press.
  let before = null;
  function focus(id, politely) {
    const el = document.getElementById(id);
    if (!el || (politely && busy())) return;
    before = document.activeElement;
    el.focus();
  }

  function busy() {
    const at = document.activeElement;
    if (!document.hasFocus()) return true;
    if (!at) return false;
    if (at.getAttribute("aria-expanded") === "true" && at.getAttribute("role") === "combobox") return true;
    return at.tagName === "IFRAME" || (/^(INPUT|TEXTAREA)$/.test(at.tagName) && at.value !== "");
  }

  // returnFocus brings the focus back to where it was, if what had it is gone.
  function returnFocus() {
    if (before && before.isConnected && document.activeElement === document.body) before.focus();
    before = null;
  }

  // reveal scrolls an option of a list to where it is seen: the focus stays in the box, so that the
  // browser does not do it.
  function reveal(id) {
    const el = document.getElementById(id);
    if (el) el.scrollIntoView({ block: "nearest" });
  }

  function field(id) {
    const el = document.getElementById(id);
    return el ? el.value : "";
  }

  function setField(id, text) {
    const field = document.getElementById(id);
    if (field && field.value !== text) field.value = text;
  }

  // about is what Go must know of this page and browser.
  function about() {
    const { tenant, base, build } = document.documentElement.dataset;
    const at = new URL(`${base}/socket`, location.href);
    at.protocol = at.protocol === "https:" ? "wss:" : "ws:";
    at.search = `?tenant=${encodeURIComponent(tenant)}`;
    return JSON.stringify({
      tenant, build, socket: at.href, instance: instance(), resume: takeResume(),
      device: device(), browser: browser(), kept: host.kept ? host.kept() : {}, flags: !!host.drawsFlags && host.drawsFlags(), touch: navigator.maxTouchPoints > 0,
    });
  }

  function instance() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  }

  function device() {
    const ua = navigator.userAgent;
    const known = [["Windows", /Windows/], ["Android", /Android/], ["iPad", /iPad/], ["iPhone", /iPhone/], ["Mac", /Mac OS/], ["Chromebook", /CrOS/], ["Linux", /Linux/]];
    const found = known.find(([, is]) => is.test(ua));
    return found ? found[0] : "";
  }

  function browser() {
    const ua = navigator.userAgent;
    const known = [["Edge", /Edg\/(\d+)/], ["Firefox", /Firefox\/(\d+)/], ["Chrome", /(?:Headless)?Chrome\/(\d+)/], ["Safari", /Version\/(\d+).*Safari/]];
    for (const [name, is] of known) {
      const m = ua.match(is);
      if (m) return `${name} ${m[1]}`;
    }
    return "";
  }

  // The resume word is used once: a duplicated tab, which copies the store, finds it spent.
  function keepResume(word) {
    stored((s) => s.setItem(RESUME, word));
  }

  function takeResume() {
    const word = stored((s) => s.getItem(RESUME)) || "";
    stored((s) => s.removeItem(RESUME));
    return word;
  }

  // reload loads the page again; it answers false if it did so a moment ago, because then the
  // new page would not help either. With asked, a person wants it, and it always does.
  function reload(asked) {
    const last = Number(stored((s) => s.getItem(RELOADED)) || 0);
    if (!asked && Date.now() - last < RELOAD_PAUSE) return false;
    stored((s) => s.setItem(RELOADED, String(Date.now())));
    location.reload();
    return true;
  }

  // stored uses the tab's own store, which a browser may refuse a frame.
  function stored(use) {
    try {
      return use(window.sessionStorage);
    } catch {
      return null;
    }
  }
})();
