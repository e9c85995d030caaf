// History: what the agent had or missed, with a way to call back.

import { $, button, text } from "./dom.js";
import { act, desk } from "./desk.js";

let missedOnly = false;

export function showPast(busy) {
  $("history").hidden = busy || !desk.view.history.length;
  $("past-all").setAttribute("aria-pressed", String(!missedOnly));
  $("past-missed").setAttribute("aria-pressed", String(missedOnly));
  const shown = desk.view.history.filter((s) => s.missed || !missedOnly);
  const key = JSON.stringify([missedOnly, shown.map((s) => [s.kind, s.id, s.status])]);
  if ($("past").dataset.key === key) return;
  $("past").dataset.key = key;
  $("past").replaceChildren(...(shown.length ? shown.map(line) : [text("li", "Nothing missed.", "quiet")]));
}

function line(s) {
  const li = text("li", "", "past");
  const about = [s.missed ? "Missed" : s.direction, s.kind, s.queue, new Date(s.createdAt).toLocaleTimeString([], { timeStyle: "short" })];
  const who = text("div", "");
  who.append(text("b", s.who), text("div", about.filter(Boolean).join(" · "), "quiet"));
  li.append(who);
  if (s.number.startsWith("+")) {
    const back = button("Call back", () => act("dial", null, { dial: s.number }));
    back.setAttribute("aria-label", "Call back " + s.who);
    li.append(back);
  }
  return li;
}

for (const [id, missed] of [["past-all", false], ["past-missed", true]]) $(id).onclick = () => { missedOnly = missed; showPast(false); };
