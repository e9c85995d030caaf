// The panel: shows the floor as it is and lets a person take any step.

import { $, button, send, text } from "./dom.js";

let view = null;

async function attempt(work, done = "") {
  try { await work(); tell(done); } catch (e) { tell(e.message); }
}
const tell = (words) => { $("told").textContent = words; };

// ---- the form

function script() {
  const told = {};
  for (const [key, value] of new FormData($("make"))) {
    if (value.trim()) told[key] = value.trim();
  }
  return told;
}

async function play(name) {
  const got = await send("/_stories/" + name, script());
  tell(got.sessions.map((s) => s.kind + " " + s.id).join(", ") + " began.");
}

// start plays a story; the server answers once its session exists.
async function start(name) {
  try { await play(name); } catch (err) { tell(err.message); }
}

$("make").onsubmit = (e) => { e.preventDefault(); start("inbound-ringing"); };

// Developer Settings: the events' address and credentials, kept by the server.
$("events").onsubmit = async (e) => {
  e.preventDefault();
  try {
    const told = await send("/_panel/developer/events", Object.fromEntries(new FormData($("events"))));
    $("events-told").textContent = told.message;
  } catch (err) { $("events-told").textContent = err.message; }
};

// showStories draws a button for each story, under the headings of their groups.
function showStories() {
  if ($("stories").childElementCount) return;
  $("stories").replaceChildren(...Object.entries(grouped(view.stories)).map(([name, all]) => {
    const box = text("fieldset", "", "stories");
    box.append(text("legend", name), ...all.map((s) => {
      const b = button(s.name, () => start(s.name));
      b.title = s.about;
      return b;
    }));
    return box;
  }));
}

const grouped = (all) => all.reduce((into, s) => ({ ...into, [s.group]: [...(into[s.group] ?? []), s] }), {});

function options(list, pairs) {
  const key = JSON.stringify(pairs);
  if (list.dataset.key === key) return;
  const kept = list.value;
  list.dataset.key = key;
  list.replaceChildren(...pairs.map(([value, words]) => { const o = text("option", words); o.value = value; return o; }));
  if (pairs.some((p) => p[0] === kept)) list.value = kept;
}

// ---- the floor

function show() {
  showStories();
  options($("queue"), view.queues.map((q) => [String(q.id), q.name]));
  options($("fails"), [["", "the story's own"], ...view.fails.map((f) => [f, f])]);
  options($("who"), [["", "Anybody"], ...view.agents.map((a) => [a.email, a.name])]);
  $("weather").textContent = view.adapter
    ? `Events go to ${view.adapter}` + (view.pending ? `, ${view.pending} wait` : "")
    : "No adapter: events are discarded";
  $("queues").replaceChildren(...view.queues.map((q) => {
    const li = document.createElement("li");
    li.append(text("span", q.name), text("span", q.waiting ? `${q.waiting} waiting` : "empty", "quiet"));
    return li;
  }));
  keyed($("agents"), view.agents, (a) => "agent-" + a.id, (a) => JSON.stringify(a), agentLine);
  keyed($("live"), view.sessions, key, JSON.stringify, (s) => session(s, true));
  keyed($("recent"), view.recent, key, JSON.stringify, (s) => session(s, false));
  if (!view.sessions.length) $("live").replaceChildren(text("p", "Nobody is on the line.", "quiet"));
  if (!view.recent.length) $("recent").replaceChildren(text("p", "Nothing yet.", "quiet"));
}

const key = (s) => s.kind + "-" + s.id;

// keyed redraws only what changed, so that a button under the pointer or with
// the focus stays where it is.
function keyed(box, items, keyOf, printOf, draw) {
  const old = new Map([...box.children].map((el) => [el.dataset.key, el]));
  const els = items.map((item) => {
    const had = old.get(keyOf(item)), print = printOf(item);
    if (had?.dataset.print === print) return had;
    const el = draw(item);
    el.dataset.key = keyOf(item);
    el.dataset.print = print;
    return el;
  });
  if (els.length !== box.children.length || els.some((el, i) => box.children[i] !== el)) box.replaceChildren(...els);
}

function agentLine(a) {
  const row = text("div", "", "line");
  const names = ["Available", "Unavailable", "Break", "Meal", "Meeting", "Special Task", "Answering e-mail", "Offline"];
  const list = document.createElement("select");
  list.setAttribute("aria-label", "Status of " + a.name);
  options(list, (names.includes(a.status) ? names : [a.status, ...names]).map((n) => [n, n]));
  list.value = a.status;
  list.onchange = () => attempt(() => send(`/_panel/agents/${a.id}/status`, { status: list.value }));
  const who = text("div", "");
  who.append(text("b", a.name), text("div", [a.page ? "agent page open" : "no agent page", a.next && "then " + a.next].filter(Boolean).join(", "), "quiet"));
  row.append(who, list);
  return row;
}

function session(s, live) {
  const el = text("article", "", "session");
  el.setAttribute("aria-label", `${s.kind} ${s.id}`);
  const top = text("div", "", "top");
  top.append(text("b", `${s.kind} ${s.id} · ${s.who}`), text("span", stateOf(s), "state " + s.status));
  const detail = [s.type, s.queue, s.agent, s.outbound && "shows " + s.outbound, s.held && "on hold", s.muted && "muted",
    s.failReason !== "nothing" && s.failReason, s.others.length && "with " + s.others.join(", "), ...s.transfers];
  el.append(top, text("div", detail.filter(Boolean).join(" · "), "quiet"));
  const steps = text("div", "", "steps");
  steps.append(...(live ? stepsOf(s) : afterwards(s)));
  el.append(steps);
  return el;
}

function stateOf(s) {
  if (s.endsAt && s.wrapping.length) return "wrap-up: " + s.wrapping.join(", ");
  return s.status === "assigned" && s.offerUntil ? "rings at " + s.agent : s.status;
}

function stepsOf(s) {
  const step = (words, name, more = {}, cls = "") =>
    button(words, () => attempt(() => send(`/_panel/${s.kind}s/${s.id}/${name}`, more)), cls);
  const out = [];
  const talking = s.status === "connected" || s.status === "ongoing";
  if (s.status === "selecting") out.push(step("Choose Billing", "queue", { queue: "7" }), step("Choose Orders", "queue", { queue: "8" }));
  if (s.status === "scheduled") out.push(step("It is time", "due", {}, "good"), step("Cancel", "cancel"));
  if (s.offerUntil) out.push(step("Agent unreachable", "unreachable"));
  if (s.offerUntil) out.push(step(`Answer as ${s.agent}`, "answer", {}, "good"), step("Decline", "decline"));
  if (s.direction === "outgoing" && !s.connectedAt && !s.endsAt) out.push(step("They pick up", "pickup", {}, "good"));
  if (s.status === "connected") {
    out.push(step(s.held ? "Resume" : "Hold", s.held ? "unhold" : "hold"), step(s.muted ? "Unmute" : "Mute", s.muted ? "unmute" : "mute"),
      step(s.redacting ? "Record again" : "Redact", s.redacting ? "unredact" : "redact"), step("Hang up & call back", "callback"));
    out.push(...view.queues.filter((q) => q.name !== s.queue).slice(0, 2).map((q) => step(`Transfer to ${q.name}`, "transfer", { queue: String(q.id) })),
      step("Transfer to +1 415 555 0177", "transfer", { number: "+14155550177" }));
    out.push(s.others.length ? step("Outside line leaves", "leave", { number: s.others[0] }) : step("Add +1 415 555 0177", "add", { number: "+14155550177" }));
  }
  if (s.status === "queued" && s.kind === "call") out.push(step("Leaves a voicemail", "voicemail"), step("Deflect", "deflect"));
  if (s.status === "dismissed") out.push(step("They come back", "resume"));
  if (s.status === "ongoing") out.push(step("Dismiss", "dismiss"), step("They write", "message", { text: "Is anybody there?" }), step("Agent writes", "message", { by: "agent", text: "I am here." }));
  if (talking) {
    for (const a of view.agents) if (a.email !== s.agentEmail) {
      out.push(step(`Transfer to ${a.name}`, "transfer", { agent: a.email }), step(`Add ${a.name}`, "transfer", { agent: a.email, warm: true }));
    }
    out.push(...["photo", "video", "text", "verification"].map((type) => step("They share: " + type, "smart_action", { type })), step("Verification fails", "smart_action", { type: "verification", error: "Fingerprint access not enabled" }),
      step("Fails", "fail", { reason: $("fails").value || "voip_conn_timeout" }));
    out.push(step("End as agent", "hangup", { by: "agent" }, "bad"));
  }
  if (!s.endsAt && s.status !== "scheduled") out.push(step(s.kind === "call" ? "Caller hangs up" : "They leave", "hangup", {}, "bad"));
  if (s.endsAt && s.wrapping.length) out.push(step("Finish wrap-up", "finish", { code: "resolved" }, "main"), step("Finish: follow up", "finish", { code: "follow_up", note: "Call again on Monday." }));
  if (s.endsAt && s.wrapping.length && s.kind === "call") out.push(step("Callback", "callback"));
  return out;
}

// afterwards lists what may still be done to an ended session.
function afterwards(s) {
  const step = (words, name, more) => button(words, () => attempt(() => send(`/_panel/${s.kind}s/${s.id}/${name}`, more)));
  if (s.status.startsWith("voicemail")) {
    const agent = $("who").value;
    return [step("Read", "read", { agent }), step("Dismiss", "dismiss", { agent }), step("Call back", "callback", { agent })];
  }
  return s.connectedAt ? [step("They rate 5", "rate", { rating: 5, text: "quick" }), step("They rate 1", "rate", { rating: 1, text: "slow" })] : [];
}

const stream = new EventSource("/_panel/stream");
stream.addEventListener("view", (e) => { view = JSON.parse(e.data); show(); });
stream.onerror = () => { $("weather").textContent = "The connection is lost. It is being made again."; };
