// The softphone. The server tells what is true ("view") and what to post to
// the window around us ("post"); this page shows the one and passes on the
// other. Nothing is decided here.

const $ = (id) => document.getElementById(id);
const remembered = "ccaip-agent"; // sessionStorage: the e-mail of this window's agent

let token = "";
let view = null;
let drift = 0; // the server's clock less ours, in ms
let stream = null;
let tab = "queue"; // of Transfer/Add
let chat = 0; // id of the chat shown

// ---- storage: a third-party frame may have none, then nothing is remembered

function recall() {
  const asked = new URLSearchParams(location.search).get("email");
  if (asked) return asked;
  try { return sessionStorage.getItem(remembered) || ""; } catch { return ""; }
}

function remember(email) {
  try { email ? sessionStorage.setItem(remembered, email) : sessionStorage.removeItem(remembered); } catch { /* none */ }
}

// ---- talking to the server

async function send(path, body) {
  const res = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const got = await res.json();
  if (!res.ok) throw new Error(got.message);
  return got;
}

async function act(action, session, more = {}) {
  try {
    await send("/agent/act", { token, action, kind: session?.kind ?? "", id: session?.id ?? 0, ...more });
    problem("");
  } catch (e) { problem(e.message); }
}

async function login(email) {
  try {
    token = (await send("/agent/login", { email })).token;
  } catch (e) {
    remember("");
    return pick(e.message);
  }
  remember(email);
  listen();
}

// listen keeps one stream open. EventSource comes back by itself after a cut;
// when the server knows our token no longer it says "elsewhere".
function listen() {
  stream?.close();
  stream = new EventSource("/agent/stream?token=" + encodeURIComponent(token));
  stream.addEventListener("view", (e) => { view = JSON.parse(e.data); drift = view.now - Date.now(); show(); });
  stream.addEventListener("post", (e) => post(JSON.parse(e.data)));
  stream.addEventListener("elsewhere", () => { stream.close(); only("elsewhere"); });
  stream.onerror = () => problem("The connection is lost. It is being made again.");
  stream.onopen = () => problem("");
}

// post tells the window that frames us. The target origin is "*": the messages
// carry nothing that the page around us, which is on the domain list, may not
// read, and the vendor documents no other.
function post(message) {
  if (window.parent !== window) window.parent.postMessage(message, "*");
}

// ---- the three faces of the page

function only(id) {
  for (const face of ["login", "elsewhere", "work"]) $(face).hidden = face !== id;
}

async function pick(why = "") {
  only("login");
  const people = await (await fetch("/agent/who")).json();
  $("people").replaceChildren(...people.map((p) => button(p.name, () => login(p.email), "main")));
  if (why) $("people").prepend(text("p", why));
}

function problem(words) {
  $("problem").textContent = words;
  $("problem").hidden = !words;
}

// ---- small makers

function text(tag, words, cls = "") {
  const el = document.createElement(tag);
  el.textContent = words;
  el.className = cls;
  return el;
}

function button(words, onclick, cls = "") {
  const el = text("button", words, cls);
  el.type = "button";
  el.onclick = onclick;
  return el;
}

function clock(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  return (h ? h + ":" : "") + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
}

const now = () => Date.now() + drift;

function facts(card, s) {
  card.querySelector(".who").textContent = s.who;
  const rows = [["Number", s.number && s.number !== s.who ? s.number : ""], ["Queue", s.queue], ["Dialled", s.support],
    ["Shows", s.outbound], ["Type", s.type], ["Also here", s.others.join(", ")], ["Transfer", s.transfers.join("; ")]];
  const list = card.querySelector("dl");
  list?.replaceChildren(...rows.filter((r) => r[1]).flatMap((r) => [text("dt", r[0]), text("dd", r[1])]));
}

// ---- showing what is true

function show() {
  only("work");
  $("name").textContent = view.name;
  showStatus();
  showOffer();
  showCall();
  showChats();
  showWrap();
  showPrompt();
  const busy = !!(view.offer || view.call || view.wrap || view.prompt || view.chats.length);
  $("dial").hidden = busy;
  showMail(busy);
  $("idle").textContent = view.status === "Available" ? "Ready. Calls from the queues ring here." : "";
  tick();
}

function showStatus() {
  const list = $("status");
  const names = view.choices.includes(view.status) ? view.choices : [view.status, ...view.choices];
  const key = names.join("|") + view.status;
  if (list.dataset.key !== key) {
    list.dataset.key = key;
    list.replaceChildren(...names.map((n) => {
      const o = text("option", n);
      o.disabled = !view.choices.includes(n);
      return o;
    }));
  }
  list.value = view.status;
  const svg = '<svg width="12" height="12"><circle cx="6" cy="6" r="6"/></svg>';
  if (!$("dot").firstChild) $("dot").innerHTML = svg;
  $("dot").querySelector("circle").setAttribute("fill", view.color);
  $("next").hidden = !view.next;
  $("next-name").textContent = view.next;
}

function showOffer() {
  const o = view.offer, card = $("offer");
  const fresh = o && card.hidden;
  card.hidden = !o;
  if (!o) return;
  $("offer-title").textContent = o.kind === "chat" ? "Incoming chat" : "Incoming call";
  facts(card, o);
  const typing = document.activeElement instanceof HTMLInputElement && document.activeElement.value;
  if (fresh && !typing) $("answer").focus();
}

function showCall() {
  const c = view.call;
  $("call").hidden = !c;
  if (!c) { $("hand").hidden = $("keys").hidden = true; return; }
  const titles = { connected: "Connected", connecting: c.direction === "outgoing" ? "Calling" : "Connecting", assigned: "Calling" };
  $("call-title").textContent = c.held ? "On hold" : titles[c.status] ?? c.status;
  facts($("call"), c);
  press("mute", c.muted);
  press("hold", c.held);
  press("redact", c.redacting);
  const live = c.status === "connected";
  for (const id of ["mute", "hold", "redact", "keypad", "transfer", "callback"]) $(id).disabled = !live;
  $("call-note").textContent = c.redacting ? "Recording is paused." : "";
  if (!$("hand").hidden) showTargets();
}

function press(id, on) { $(id).setAttribute("aria-pressed", String(on)); }

function showWrap() {
  const w = view.wrap;
  const fresh = w && $("wrap").hidden;
  $("wrap").hidden = !w;
  if (!w) return;
  $("wrap-title").textContent = view.status === "Wrap-up Exceeded" ? "Wrap-up exceeded" : "Wrap-up";
  facts($("wrap"), w);
  $("short").hidden = !(w.kind === "call" && w.endsAt && w.endsAt - w.connectedAt < 10000);
  $("again").hidden = w.kind !== "call" || !w.number;
  if (fresh) { $("note").value = ""; $("code").selectedIndex = 0; }
}

function showPrompt() {
  const p = view.prompt;
  $("prompt").hidden = !p;
  if (!p) return;
  $("prompt").querySelector(".who").textContent = p.number;
  $("numbers").replaceChildren(...p.numbers.map((n) => button(n, () => act("choose_number", null, { number: n }), "main")));
}

function showMail(busy) {
  $("mail").hidden = busy || !view.voicemails.length;
  const key = JSON.stringify(view.voicemails.map((m) => m.id));
  if ($("mails").dataset.key === key) return;
  $("mails").dataset.key = key;
  $("mails").replaceChildren(...view.voicemails.map((m) => {
    const row = text("div", "", "stack");
    const steps = text("div", "", "row");
    steps.append(button("Listen", () => act("read", m)), button("Dismiss", () => act("dismiss", m)), button("Call back", () => act("callback", m)));
    row.append(text("b", `${m.who} · ${m.queue}`), steps);
    return row;
  }));
}

// ---- transfer and add

function showTargets() {
  for (const t of document.querySelectorAll("#hand [role=tab]")) t.setAttribute("aria-selected", String(t.dataset.tab === tab));
  const key = tab + JSON.stringify(tab === "agent" ? view.others : view.call?.others);
  if ($("targets").dataset.key === key) return;
  $("targets").dataset.key = key;
  $("targets").replaceChildren(...{ queue: queueTargets, agent: agentTargets, line: lineTargets }[tab]());
}

function target(name, to) {
  const row = text("div", "", "target");
  row.append(text("span", name),
    button("Transfer", () => act("transfer", view.call, { ...to, warm: false })),
    button("Add", () => act("transfer", view.call, { ...to, warm: true })));
  return row;
}

const queueTargets = () => view.queues.map((q) => target(q.name, { queue: String(q.id) }));
const agentTargets = () => view.others.map((a) => target(`${a.name} (${a.status})`, { agent: a.email }));

function lineTargets() {
  const row = document.createElement("form");
  row.className = "row";
  const input = document.createElement("input");
  input.type = "tel";
  input.placeholder = "+1 415 555 0100";
  input.setAttribute("aria-label", "Outside number");
  const add = text("button", "Add");
  row.append(input, add);
  row.onsubmit = (e) => { e.preventDefault(); act("add", view.call, { number: input.value }); };
  return [row, ...view.call.others.map((n) => button("Remove " + n, () => act("leave", view.call, { number: n })))];
}

// ---- chats

function showChats() {
  $("chats").hidden = !view.chats.length;
  if (!view.chats.length) return;
  if (!view.chats.some((c) => c.id === chat)) chat = view.chats[0].id;
  const tabs = view.chats.map((c) => {
    const b = button(`${channel(c)} ${c.who}`, () => { chat = c.id; showChats(); });
    b.setAttribute("role", "tab");
    b.setAttribute("aria-selected", String(c.id === chat));
    return b;
  });
  replaceKeepingFocus($("chat-tabs"), tabs);
  const lines = (current().messages ?? []).map((m) => text("p", m.text, m.mine ? "mine" : ""));
  if ($("chat-lines").children.length !== lines.length || $("chat-lines").dataset.chat !== String(chat)) {
    $("chat-lines").dataset.chat = chat;
    $("chat-lines").replaceChildren(...lines);
    $("chat-lines").scrollTop = 1e6;
  }
  showChatTargets();
}

const current = () => view.chats.find((c) => c.id === chat);
const channel = (c) => (c.type.includes("SMS") ? "SMS" : c.type.includes("WhatsApp") ? "WhatsApp" : c.type.includes("Mobile") ? "App" : "Web");

function replaceKeepingFocus(el, children) {
  const at = [...el.children].indexOf(document.activeElement);
  el.replaceChildren(...children);
  if (at >= 0) el.children[Math.min(at, el.children.length - 1)]?.focus();
}

function showChatTargets() {
  const list = $("chat-to");
  if (list.options.length) return;
  const option = (words, value) => { const o = text("option", words); o.value = value; return o; };
  list.replaceChildren(...view.queues.map((q) => option(q.name, "queue:" + q.id)),
    ...view.others.map((a) => option(a.name, "agent:" + a.email)));
}

// ---- clocks

function tick() {
  if (!view || $("work").hidden) return;
  $("since").textContent = clock(now() - view.statusAt);
  const o = view.offer, c = view.call, w = view.wrap;
  if (o) {
    const left = Math.max(0, o.offerUntil - now());
    const bar = $("offer").querySelector("progress");
    if (bar.dataset.id !== o.kind + o.id + o.offerUntil) { bar.dataset.id = o.kind + o.id + o.offerUntil; bar.max = Math.max(1, left); }
    bar.value = left;
    $("offer").querySelector(".countdown").textContent = Math.ceil(left / 1000) + " s left to answer";
  }
  if (c) $("call-time").textContent = clock(now() - (c.connectedAt || c.createdAt));
  if (w) $("wrap-time").textContent = clock(Math.max(0, w.wrapUntil - now()));
}
setInterval(tick, 250);

// ---- hands

$("answer").onclick = () => act("answer", view.offer);
$("decline").onclick = () => act("decline", view.offer);
$("mute").onclick = () => act(view.call.muted ? "unmute" : "mute", view.call);
$("hold").onclick = () => act(view.call.held ? "unhold" : "hold", view.call);
$("redact").onclick = () => act(view.call.redacting ? "unredact" : "redact", view.call);
$("end").onclick = () => act("hangup", view.call);
$("callback").onclick = () => act("callback", view.call);
$("done").onclick = () => act("finish", view.wrap, { code: $("code").value, note: $("note").value });
$("again").onclick = () => act("callback", view.wrap, { code: $("code").value, note: $("note").value });
$("prompt-cancel").onclick = () => act("choose_number", null, { number: "" });
$("next-clear").onclick = () => act("clear_next", null);
$("status").onchange = async (e) => { await act("status", null, { status: e.target.value }); e.target.value = view.status; };
$("here").onclick = () => login(recall());
$("logout").onclick = async () => {
  await send("/agent/logout", { token }).catch((e) => problem(e.message));
  stream.close();
  remember("");
  pick();
};
$("dial").onsubmit = async (e) => { e.preventDefault(); await act("dial", null, { dial: $("number").value }); };

function toggle(opener, part) {
  const open = $(part).hidden;
  $(part).hidden = !open;
  $(opener).setAttribute("aria-expanded", String(open));
  if (open && part === "hand") { delete $("targets").dataset.key; showTargets(); }
}
$("keypad").onclick = () => toggle("keypad", "keys");
$("transfer").onclick = () => toggle("transfer", "hand");
for (const t of document.querySelectorAll("#hand [role=tab]")) t.onclick = () => { tab = t.dataset.tab; showTargets(); };
$("keys").replaceChildren(..."123456789*0#".split("").map((k) => button(k, () => { $("call-note").textContent = "Sent " + k; })));

$("chat-form").onsubmit = async (e) => {
  e.preventDefault();
  const line = $("chat-text").value.trim();
  if (!line) return;
  $("chat-text").value = "";
  await act("message", current(), { text: line });
};
$("chat-end").onclick = () => act("hangup", current());
$("chat-transfer").onclick = () => {
  const [kind, to] = $("chat-to").value.split(/:(.*)/);
  act("transfer", current(), kind === "queue" ? { queue: to } : { agent: to });
};

const who = recall();
who ? login(who) : pick();
