// host.js owns window.Kustomer: it greets the page around us at once (a widget that does not call
// initialize is hidden), keeps what that page says until the adapter's Go side attaches, and
// signs the agent in by Kustomer's own server. Everything Go may ask of the page is in the one
// object window.agentAdapterHost; language.js makes it, page.js and softphone.js add their parts.
"use strict";

(() => {
  // Kustomer's own names for its events are not published. This table is the only place that
  // guesses them; the tenant's setting hostEvents replaces entries.
  const EVENT_NAMES = { dial: "clickToCall", status: "statusChange" };

  const QUEUE_LIMIT = 50; // what may be said before Go listens; the oldest goes first
  const UNKNOWN_LIMIT = 50; // names of unknown events kept for the self-test
  const GREETING_PATIENCE = 2000; // ms; after that commands are run unanswered greeting or not
  const COMMAND_PATIENCE = 20000; // ms for Kustomer to run the sign-in command

  const page = document.documentElement.dataset;
  const names = { ...EVENT_NAMES, ...parsed(page.hostEvents) };
  const unknown = new Set();
  const queue = [];
  let listener = null;
  let firstNonce = null;
  let greeted, notGreeted;
  const greeting = new Promise((done, failed) => { greeted = done; notGreeted = failed; });

  const host = window.agentAdapterHost;
  const say = host.say;
  Object.assign(host, {
    refused: refusal(),
    attach,
    deliver,
    bind,
    open: () => withKustomer((k) => k.open()),
    openRecord: (customer, conversation) =>
      withKustomer((k) => k.openCustomerEvent(customer, conversation)),
    unknownEvents: () => JSON.stringify([...unknown]),
  });

  if (host.refused === "") {
    window.addEventListener("message", notice);
    whenKustomerIs(greet, () => notGreeted(new Error(say("page.no-script: Kustomer's script did not load. Reload Kustomer; if it stays so, ask your admin whether the card script's address is right and your network allows it."))));
    firstNonce = askNonce();
    firstNonce.catch(() => {}); // told to whoever calls bind
  } else {
    Promise.all([host.languageReady(), elements()]).then(explainRefusal);
  }

  // refusal says why this page may not run, or "" if it may.
  function refusal() {
    const parent = new URLSearchParams(location.search).get("parentUrl");
    if (!parent) {
      return say("page.outside: The agent adapter works inside Kustomer. Open it from the apps at Kustomer's side.");
    }
    let origin;
    try {
      origin = new URL(parent).origin;
    } catch {
      return say("page.bad-parent: The agent adapter was given a parentUrl that is not an address, so it does not run.");
    }
    if (origin === page.parentOrigin) return "";
    return say("page.other-parent: The agent adapter was opened from {origin}, but it serves {allowed} only. Open it there, or ask your admin to correct the adapter's Kustomer address.", { origin, allowed: page.parentOrigin });
  }

  // elements waits until the page's elements are there.
  function elements() {
    if (document.readyState !== "loading") return Promise.resolve();
    return new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  }

  function explainRefusal() {
    const text = document.createElement("p");
    text.className = "notice";
    text.setAttribute("role", "alert");
    text.textContent = refusal();
    document.getElementById("app").replaceChildren(text);
  }

  // whenKustomerIs waits for the card script, which loads beside us.
  function whenKustomerIs(ready, failed) {
    if (window.Kustomer) return ready(window.Kustomer);
    const script = document.getElementById("card-script");
    if (!script) return failed();
    script.addEventListener("load", () => (window.Kustomer ? ready(window.Kustomer) : failed()));
    script.addEventListener("error", failed);
  }

  function greet(kustomer) {
    kustomer.initialize((context, config) => {
      hearLook(context, config);
      greeted();
    });
    setTimeout(greeted, GREETING_PATIENCE);
    kustomer.on(names.dial, (payload) => {
      const dial = readDial(payload);
      if (dial) deliver(dial);
    });
    kustomer.on(names.status, (payload) => {
      const status = readStatus(payload);
      if (status) deliver(status);
    });
  }

  // hearLook takes what Kustomer tells of the agent's language and of light or dark. Neither has a
  // published name: whatever may be meant is looked for, and what is not there changes nothing.
  function hearLook(...told) {
    for (const one of told.flatMap((t) => [t, t && t.user, t && t.theme, t && t.attributes])) {
      if (!one || typeof one !== "object") continue;
      host.heardLanguage(one.locale || one.language || one.lang);
      heardTheme(one.theme || one.colorScheme || one.mode || (one.darkMode === true && "dark"));
    }
  }

  // heardTheme follows Kustomer's light or dark; without a word of it the browser's own setting counts.
  function heardTheme(told) {
    const theme = String(told || "").toLowerCase();
    if (theme === "dark" || theme === "light") page.theme = theme;
  }

  function withKustomer(use) {
    if (!window.Kustomer) return;
    try {
      use(window.Kustomer);
    } catch (err) {
      deliver({ type: "problem", code: "kustomer-call", text: say("page.call-failed: Kustomer did not do as asked: {fault}", { fault: err.message }), fix: say("page.call-failed.fix: Open the record by hand.") });
    }
  }

  // readDial reads a phone icon's payload. Its shape is not published: whatever may be meant by
  // number, customer and conversation is taken, and without a number there is nothing to do.
  function readDial(payload) {
    const p = typeof payload === "string" ? { phone: payload } : inner(payload);
    const number = text(p.phone) || text(p.phoneNumber) || text(p.number);
    if (!number) return null;
    return {
      type: "dial", number: number.slice(0, 64),
      customer: text(p.customerId) || text(p.customer && p.customer.id),
      conversation: text(p.conversationId) || text(p.conversation && p.conversation.id),
    };
  }

  function readStatus(payload) {
    const p = typeof payload === "string" ? { name: payload } : inner(payload);
    const status = { type: "status", id: text(p.id), name: text(p.name), statusType: text(p.statusType) };
    return status.id || status.name ? status : null;
  }

  function inner(payload) {
    const p = payload || {};
    for (const key of ["data", "payload", "detail"]) {
      if (p[key] && typeof p[key] === "object") return p[key];
    }
    return p;
  }

  function text(v) {
    return typeof v === "string" ? v.trim() : typeof v === "number" ? String(v) : "";
  }

  // notice remembers the names of things the page around us says that nobody here listens to, so
  // that an admin can find the real names; never what was said.
  function notice(event) {
    if (event.source !== window.parent || event.origin !== page.parentOrigin) return;
    const d = event.data || {};
    const name = text(d.name) || text(d.event) || text(d.action) || text(d.type);
    if (!name || Object.values(names).includes(name) || unknown.size >= UNKNOWN_LIMIT) return;
    unknown.add(name.slice(0, 60));
  }

  function deliver(event) {
    if (listener) return listener(JSON.stringify(event));
    queue.push(event);
    if (queue.length > QUEUE_LIMIT) queue.shift();
  }

  // attach hands over to Go what was said so far, once and in order, and from now on at once.
  function attach(callback) {
    listener = callback;
    for (const event of queue.splice(0)) deliver(event);
  }

  // bind signs the agent in: done(error sentence, nonce). The first call gets the nonce that was
  // asked for while the WebAssembly loaded.
  function bind(done) {
    const nonce = firstNonce || askNonce();
    firstNonce = null;
    nonce.then((n) => done("", n), (err) => done(err.message, ""));
  }

  async function askNonce() {
    const [nonce] = await Promise.all([fetchNonce(), greeting]);
    await runCommand(nonce);
    return nonce;
  }

  async function fetchNonce() {
    const url = `${page.base}/nonce?tenant=${encodeURIComponent(page.tenant)}`;
    const res = await fetch(url, { method: "POST", cache: "no-store" }).catch(() => {
      throw new Error(say("page.no-answer: The adapter's server does not answer. Check your connection."));
    });
    if (!res.ok) throw new Error(say("page.no-word: The adapter's server gave no sign-in word ({status}). Ask your admin.", { status: res.status }));
    return (await res.json()).nonce;
  }

  // runCommand asks Kustomer's server to tell ours who this is. Kustomer answers by callback and
  // by promise; whichever comes first counts.
  function runCommand(nonce) {
    return new Promise((done, failed) => {
      const settle = (err, res) => {
        const code = res && Number(res.statusCode);
        if (!err && code >= 200 && code < 300) return done();
        failed(new Error(say("page.not-signed-in: Kustomer could not sign you in{reason}. Ask your admin to check the app's command {command}.", { reason: reason(err, code), command: page.bindCommand })));
      };
      setTimeout(() => settle(new Error(say("page.late: no answer in time"))), COMMAND_PATIENCE);
      const answer = window.Kustomer.command.run(page.bindCommand, { body: { nonce } }, settle);
      if (answer && answer.then) answer.then((res) => settle(null, res), (err) => settle(err || new Error(say("page.refused: refused"))));
    });
  }

  function reason(err, code) {
    if (err && err.message) return `: ${err.message}`;
    if (typeof err === "string") return `: ${err}`;
    return code ? ` (${code})` : "";
  }

  function parsed(json) {
    try {
      return JSON.parse(json || "{}") || {};
    } catch {
      return {};
    }
  }
})();
