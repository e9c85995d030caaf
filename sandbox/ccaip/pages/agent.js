// The softphone. The server tells what is true ("view") and what to post to
// the window around us ("post"); this page shows the one and passes on the
// other. Nothing is decided here.

import { $, button, clock, send, text } from "./dom.js";
import { act, desk, facts, now, post, problem } from "./desk.js";
import { showChats } from "./chats.js";
import { showPast } from "./past.js";
import { showTargets } from "./transfer.js";

const remembered = "ccaip-agent"; // sessionStorage: the e-mail of this window's agent

let stream = null;

// ---- storage: a third-party frame may have none, then nothing is remembered

function recall() {
  const asked = new URLSearchParams(location.search).get("email");
  if (asked) return asked;
  try { return sessionStorage.getItem(remembered) || ""; } catch { return ""; }
}

function remember(email) {
  try { email ? sessionStorage.setItem(remembered, email) : sessionStorage.removeItem(remembered); } catch { /* none */ }
}

async function login(email) {
  try {
    desk.token = (await send("/agent/login", { email })).token;
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
  stream = new EventSource("/agent/stream?token=" + encodeURIComponent(desk.token));
  stream.addEventListener("view", (e) => { desk.view = JSON.parse(e.data); desk.drift = desk.view.now - Date.now(); show(); });
  stream.addEventListener("post", (e) => post(JSON.parse(e.data)));
  stream.addEventListener("elsewhere", () => { stream.close(); only("elsewhere"); });
  stream.onerror = () => problem("The connection is lost. It is being made again.");
  stream.onopen = () => problem("");
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

// ---- showing what is true

function show() {
  const focused = document.activeElement;
  only("work");
  $("name").textContent = desk.view.name;
  showStatus();
  showOffer();
  showCall();
  showChats();
  showWrap();
  showPrompt();
  const busy = !!(desk.view.offer || desk.view.call || desk.view.wrap || desk.view.prompt || desk.view.chats.length);
  $("dial").hidden = busy;
  showMail(busy);
  showPast(busy);
  $("idle").textContent = desk.view.status === "Available" ? "Ready. Calls from the queues ring here." : "";
  tick();
  if (focused !== document.body && (!focused.isConnected || focused.closest("[hidden]"))) land();
}

// land puts the focus of a card that is gone onto what has come in its place,
// so that nobody who works by keyboard begins at the top again.
function land() {
  for (const id of ["call-title", "wrap-title", "chat-text", "number"]) {
    if (!$(id).closest("[hidden]")) return $(id).focus();
  }
}

function showStatus() {
  const list = $("status");
  const names = desk.view.choices.includes(desk.view.status) ? desk.view.choices : [desk.view.status, ...desk.view.choices];
  const key = names.join("|") + desk.view.status;
  if (list.dataset.key !== key) {
    list.dataset.key = key;
    list.replaceChildren(...names.map((n) => {
      const o = text("option", n);
      o.disabled = !desk.view.choices.includes(n);
      return o;
    }));
  }
  list.value = desk.view.status;
  const svg = '<svg width="12" height="12"><circle cx="6" cy="6" r="6"/></svg>';
  if (!$("dot").firstChild) $("dot").innerHTML = svg;
  $("dot").querySelector("circle").setAttribute("fill", desk.view.color);
  $("next").hidden = !desk.view.next;
  $("next-name").textContent = desk.view.next;
}

function showOffer() {
  const o = desk.view.offer, card = $("offer");
  const fresh = o && card.hidden;
  card.hidden = !o;
  if (!o) return;
  $("offer-title").textContent = o.kind === "chat" ? "Incoming chat" : "Incoming call";
  facts(card, o);
  const typing = document.activeElement instanceof HTMLInputElement && document.activeElement.value;
  if (fresh && !typing) $("answer").focus();
}

function showCall() {
  const c = desk.view.call;
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
  const w = desk.view.wrap;
  const fresh = w && $("wrap").hidden;
  $("wrap").hidden = !w;
  if (!w) return;
  $("wrap-title").textContent = desk.view.status === "Wrap-up Exceeded" ? "Wrap-up exceeded" : "Wrap-up";
  facts($("wrap"), w);
  $("short").hidden = !(w.kind === "call" && w.endsAt && w.endsAt - w.connectedAt < 10000);
  $("again").hidden = w.kind !== "call" || !w.number;
  if (fresh) { $("note").value = ""; $("code").selectedIndex = 0; }
}

function showPrompt() {
  const p = desk.view.prompt;
  $("prompt").hidden = !p;
  if (!p) return;
  $("prompt").querySelector(".who").textContent = p.number;
  $("numbers").replaceChildren(...p.numbers.map((n) => button(n, () => act("choose_number", null, { number: n }), "main")));
}

function showMail(busy) {
  $("mail").hidden = busy || !desk.view.voicemails.length;
  const key = JSON.stringify(desk.view.voicemails.map((m) => m.id));
  if ($("mails").dataset.key === key) return;
  $("mails").dataset.key = key;
  $("mails").replaceChildren(...desk.view.voicemails.map((m) => {
    const row = text("div", "", "stack");
    const steps = text("div", "", "row");
    steps.append(button("Listen", () => act("read", m)), button("Dismiss", () => act("dismiss", m)), button("Call back", () => act("callback", m)));
    row.append(text("b", `${m.who} · ${m.queue}`), steps);
    return row;
  }));
}

// ---- clocks

function tick() {
  if (!desk.view || $("work").hidden) return;
  $("since").textContent = clock(now() - desk.view.statusAt);
  const o = desk.view.offer, c = desk.view.call, w = desk.view.wrap;
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

$("answer").onclick = () => act("answer", desk.view.offer);
$("decline").onclick = () => act("decline", desk.view.offer);
$("mute").onclick = () => act(desk.view.call.muted ? "unmute" : "mute", desk.view.call);
$("hold").onclick = () => act(desk.view.call.held ? "unhold" : "hold", desk.view.call);
$("redact").onclick = () => act(desk.view.call.redacting ? "unredact" : "redact", desk.view.call);
$("end").onclick = () => act("hangup", desk.view.call);
$("callback").onclick = () => act("callback", desk.view.call);
$("done").onclick = () => act("finish", desk.view.wrap, { code: $("code").value, note: $("note").value });
$("again").onclick = () => act("callback", desk.view.wrap, { code: $("code").value, note: $("note").value });
$("prompt-cancel").onclick = () => act("choose_number", null, { number: "" });
$("next-clear").onclick = () => act("clear_next", null);
$("status").onchange = async (e) => { await act("status", null, { status: e.target.value }); e.target.value = desk.view.status; };
$("here").onclick = () => login(recall());
$("logout").onclick = async () => {
  await send("/agent/logout", { token: desk.token }).catch((e) => problem(e.message));
  stream.close();
  remember("");
  pick();
};
$("sms").onclick = () => act("text", null, { dial: $("number").value });
$("dial").onsubmit = async (e) => { e.preventDefault(); await act("dial", null, { dial: $("number").value }); };

function toggle(opener, part) {
  const open = $(part).hidden;
  $(part).hidden = !open;
  $(opener).setAttribute("aria-expanded", String(open));
  if (open && part === "hand") { delete $("targets").dataset.key; showTargets(); }
}
$("keypad").onclick = () => toggle("keypad", "keys");
$("transfer").onclick = () => toggle("transfer", "hand");
$("keys").replaceChildren(..."123456789*0#".split("").map((k) => button(k, () => { $("call-note").textContent = "Sent " + k; })));

const who = recall();
who ? login(who) : pick();
