// What the parts of the agent page share: the view last told, and the way to
// act on it.

import { $, send, text } from "./dom.js";

export const desk = {
  token: "", // this page's log-in
  view: null, // what the server last told
  drift: 0, // the server's clock less ours, in ms
};

export const now = () => Date.now() + desk.drift;

// act does something to a session of the agent's, or to none.
export async function act(action, session, more = {}) {
  try {
    await send("/agent/act", { token: desk.token, action, kind: session?.kind ?? "", id: session?.id ?? 0, ...more });
    problem("");
  } catch (e) { problem(e.message); }
}

// post tells the window that frames us. The target origin is "*": the messages
// carry nothing that the page around us, which is on the domain list, may not
// read, and the vendor documents no other.
export function post(message) {
  if (window.parent !== window) window.parent.postMessage(message, "*");
}

export function problem(words) {
  $("problem").textContent = words;
  $("problem").hidden = !words;
}

// facts writes who and what a session is into a card.
export function facts(card, s) {
  card.querySelector(".who").textContent = s.who;
  const rows = [["Number", s.number && s.number !== s.who ? s.number : ""], ["Queue", s.queue], ["Dialled", s.support],
    ["Shows", s.outbound], ["Type", s.type], ["Also here", s.others.join(", ")], ["Transfer", s.transfers.join("; ")]];
  const list = card.querySelector("dl");
  list?.replaceChildren(...rows.filter((r) => r[1]).flatMap((r) => [text("dt", r[0]), text("dd", r[1])]));
}
