// loader.js fetches the WebAssembly, compiles it while it comes, and starts it. It takes the place of
// the UI library's own loader: no service worker, which in a frame would serve yesterday's adapter.
"use strict";

// What the UI library asks of its page.
window.goappGetenv = (key) => (key === "GOAPP_ROOT_PREFIX" ? document.documentElement.dataset.base : "");
window.goappNav = () => {};
window.goappOnUpdate = () => {};
window.goappOnAppInstallChange = () => {};

(() => {
  const { say, refused } = window.agentAdapterHost;
  if (refused !== "") return;

  ["localStorage", "sessionStorage"].forEach(standIn);
  run().catch(failed);

  // standIn takes the place of a store that the browser refuses a frame: the UI library looks into both
  // when it starts, and does not survive the refusal. Nothing of ours has to outlast the page.
  function standIn(name) {
    try {
      if (window[name]) return;
    } catch {
      // refused
    }
    const held = new Map();
    const store = {
      forgetful: true, // for the self-test
      get length() { return held.size; },
      key: (i) => [...held.keys()][i] ?? null,
      getItem: (key) => held.get(String(key)) ?? null,
      setItem: (key, value) => { held.set(String(key), String(value)); },
      removeItem: (key) => { held.delete(String(key)); },
      clear: () => held.clear(),
    };
    Object.defineProperty(window, name, { value: store, configurable: true });
  }

  // The answer goes into the compiler as it comes: a reader in between, to show how far it is, takes
  // longer than what it shows, and keeps the browser from keeping the compiled code.
  async function run() {
    const go = new Go();
    const request = fetch(document.documentElement.dataset.wasm).then(answered);
    const { instance } = await WebAssembly.instantiateStreaming(request, go.importObject);
    await Promise.all([parsed(), window.agentAdapterHost.languageReady()]);
    carryOver();
    const end = go.run(instance);
    document.documentElement.dataset.running = "true";
    await end;
    throw new Error(say("loading.stopped: it stopped"));
  }

  // carryOver hands the number field that took keys meanwhile over to the adapter's own: what was typed,
  // the keyboard and the place of the caret.
  function carryOver() {
    const early = document.getElementById("number");
    if (!early) return;
    const { selectionStart, selectionEnd } = early;
    const focused = document.activeElement === early;
    const shown = new MutationObserver(() => {
      const own = document.getElementById("number");
      if (!own || own === early) return;
      shown.disconnect();
      own.value = early.value;
      if (!focused) return;
      own.focus();
      own.setSelectionRange(selectionStart, selectionEnd);
    });
    shown.observe(document.body, { childList: true, subtree: true });
  }

  function answered(response) {
    if (response.ok) return response;
    throw new Error(say("loading.answered: the server answered {status}", { status: response.status }));
  }

  function parsed() {
    if (document.readyState !== "loading") return Promise.resolve();
    return new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  }

  async function failed(err) {
    await parsed();
    delete document.documentElement.dataset.running;
    console.error("agent adapter:", err);
    const text = document.createElement("p");
    text.textContent = say("loading.failed: The agent adapter could not run: {fault}. Calls in the softphone go on. Check your connection and load it again.", { fault: err.message });
    const again = document.createElement("button");
    again.className = "button primary";
    again.textContent = say("loading.again: Load again");
    again.addEventListener("click", () => window.agentAdapterHost.reload(true));
    const main = document.querySelector("main");
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.append(text, again);
    main.replaceChildren(notice);
  }
})();
