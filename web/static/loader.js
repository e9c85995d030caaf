// loader.js fetches and compiles the WebAssembly at once, shows how far that is, and starts it.
// It takes the place of the UI library's own loader: no service worker (in a frame it would serve
// yesterday's adapter) and a progress that counts what really came.
"use strict";

// What the UI library asks of its page.
window.goappGetenv = (key) => (key === "GOAPP_ROOT_PREFIX" ? document.documentElement.dataset.base : "");
window.goappNav = () => {};
window.goappOnUpdate = () => {};
window.goappOnAppInstallChange = () => {};

(() => {
  const { say, refused } = window.agentAdapterHost;
  if (refused !== "") return;

  const { wasm, wasmSize } = document.documentElement.dataset;
  const total = Number(wasmSize);
  let seen = 0;
  let shown = -1;

  run().catch(failed);

  async function run() {
    const go = new Go();
    const { instance } = await compile(fetch(wasm), go.importObject);
    await Promise.all([parsed(), window.agentAdapterHost.languageReady()]);
    const end = go.run(instance);
    document.documentElement.dataset.running = "true";
    await end;
    throw new Error(say("loading.stopped: it stopped"));
  }

  async function compile(request, imports) {
    const response = await request;
    if (!response.ok) throw new Error(say("loading.answered: the server answered {status}", { status: response.status }));
    const counted = new Response(response.body.pipeThrough(counter()), {
      headers: { "Content-Type": "application/wasm" },
    });
    return WebAssembly.instantiateStreaming(counted, imports);
  }

  function counter() {
    return new TransformStream({
      transform(chunk, out) {
        seen += chunk.byteLength;
        show();
        out.enqueue(chunk);
      },
    });
  }

  function show() {
    const percent = total > 0 ? Math.min(100, Math.floor((seen * 100) / total)) : 0;
    const bar = document.getElementById("loading-progress");
    if (!bar || percent === shown) return;
    shown = percent;
    bar.value = percent;
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
