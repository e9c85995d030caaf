// Transfer/Add: three tabs of whom to hand over to.

import { $, button, tabKeys, text } from "./dom.js";
import { act, desk } from "./desk.js";

let tab = "queue";

export function showTargets() {
  for (const t of document.querySelectorAll("#hand [role=tab]")) t.setAttribute("aria-selected", String(t.dataset.tab === tab));
  const key = tab + JSON.stringify(tab === "agent" ? desk.view.others : desk.view.call?.others);
  if ($("targets").dataset.key === key) return;
  $("targets").dataset.key = key;
  $("targets").replaceChildren(...{ queue: queueTargets, agent: agentTargets, line: lineTargets }[tab]());
}

function target(name, to) {
  const row = text("div", "", "target");
  row.append(text("span", name),
    button("Transfer", () => act("transfer", desk.view.call, { ...to, warm: false })),
    button("Add", () => act("transfer", desk.view.call, { ...to, warm: true })));
  return row;
}

const queueTargets = () => desk.view.queues.map((q) => target(q.name, { queue: String(q.id) }));
const agentTargets = () => desk.view.others.map((a) => target(`${a.name} (${a.status})`, { agent: a.email }));

function lineTargets() {
  const row = document.createElement("form");
  row.className = "row";
  const input = document.createElement("input");
  input.type = "tel";
  input.placeholder = "+1 415 555 0100";
  input.setAttribute("aria-label", "Outside number");
  const add = text("button", "Add");
  row.append(input, add, button("Transfer", () => act("transfer", desk.view.call, { number: input.value })));
  row.onsubmit = (e) => { e.preventDefault(); act("add", desk.view.call, { number: input.value }); };
  return [row, ...desk.view.call.others.map((n) => button("Remove " + n, () => act("leave", desk.view.call, { number: n })))];
}

for (const t of document.querySelectorAll("#hand [role=tab]")) t.onclick = () => { tab = t.dataset.tab; showTargets(); };
tabKeys(document.querySelector("#hand [role=tablist]"));
