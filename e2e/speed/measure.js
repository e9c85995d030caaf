// measure.js runs in every document before its own scripts; in a frame it takes the times and tells
// them to the page around.
"use strict";

(() => {
  if (window.top === window) return;
  const adapter = () => document.getElementById("number");
  const bare = () => document.documentElement.dataset.mounted;
  const tell = (what) => parent.postMessage({ measured: what }, "*");
  const longTasks = [];
  let memory = null;

  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((e) => e.duration)))
    .observe({ type: "longtask", buffered: true });

  // The WebAssembly's memory is nobody else's to see.
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await real.apply(WebAssembly, args);
      memory = (made.instance || made).exports.mem;
      return made;
    };
  }

  let told = false;
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true, attributeFilter: ["data-mounted"] });

  // look takes the time as soon as the field is there, and then proves that a key arrives in it: what
  // the browser does with the key is not counted, since the other program has none.
  function look() {
    const field = adapter();
    const ready = performance.now();
    if (field && !told && !accepts(field) || !field && !bare()) return;
    if (!told) tell({ ready });
    told = true;
    if (field && field.closest(".loading")) return;
    watch.disconnect();
    tell({ shown: ready });
  }

  // accepts presses a key in the field.
  function accepts(field) {
    field.focus();
    document.execCommand("insertText", false, "1");
    return field.value.includes("1");
  }

  window.addEventListener("message", async (e) => {
    const order = e.data && e.data.order;
    if (order === "events") tell({ events: await events(e.data.n) });
    if (order === "flood") tell({ flood: await flood(e.data.n) });
    if (order === "idle") tell({ idle: await idle(e.data.ms) });
    if (order === "installed") tell({ installed: await installed() });
  });

  // events takes the time from an event to the element that says its name, n times, at moments that
  // have nothing to do with one another.
  async function events(n) {
    await settled();
    const times = [];
    for (let i = 0; i < n; i++) {
      await pause(5 + Math.random() * 20);
      times.push(await one(`event ${i} of ${n}`));
    }
    return times;
  }

  // settled waits until the first event is heard: before that nobody may listen yet.
  async function settled() {
    const heard = one("settled");
    const again = setInterval(() => window.postMessage({ name: "settled", said: true }, "*"), 100);
    await heard;
    clearInterval(again);
    await pause(500);
  }

  function one(name) {
    return new Promise((done) => {
      let began = 0;
      const seen = new MutationObserver((all) => {
        if (!all.some((m) => m.target.textContent.includes(name))) return;
        seen.disconnect();
        done(performance.now() - began);
      });
      seen.observe(document.body, { childList: true, characterData: true, subtree: true });
      began = performance.now();
      window.postMessage({ name, said: true }, "*");
    });
  }

  // flood sends n events as fast as they are shown, and tells the memory before and after.
  async function flood(n) {
    await settled();
    for (let i = 0; i < 200; i++) await one(`warm ${i}`);
    const before = await held();
    for (let i = 0; i < n; i++) await one(`flood ${i}`);
    return { before, after: await held() };
  }

  async function held() {
    tell({ collect: true });
    await pause(1500);
    return { heap: performance.memory.usedJSHeapSize, wasm: memory ? memory.buffer.byteLength : 0 };
  }

  async function idle(ms) {
    longTasks.length = 0;
    await pause(ms);
    return longTasks.filter((d) => d > 50).length;
  }

  // installed waits for a service worker, if there will be one, and gives both a moment of rest.
  async function installed() {
    if (!document.documentElement.dataset.wasm && navigator.serviceWorker) {
      await Promise.race([navigator.serviceWorker.ready, pause(5000)]);
    }
    await pause(1500);
    return true;
  }

  function pause(ms) {
    return new Promise((done) => setTimeout(done, ms));
  }
})();
