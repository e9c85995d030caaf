// The agent's chats, a tab each.

import { $, button, tabKeys, text } from "./dom.js";
import { act, desk, now, post } from "./desk.js";

let chat = 0; // id of the chat shown

export function showChats() {
  $("chats").hidden = !desk.view.chats.length;
  if (!desk.view.chats.some((c) => c.id === chat)) open(desk.view.chats[0]?.id ?? 0);
  if (!chat) return;
  const tabs = desk.view.chats.map((c) => {
    const b = button(`${channel(c)} ${c.who}`, () => { open(c.id); showChats(); });
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

// open shows a chat, and says so to the window around us.
function open(id) {
  chat = id;
  if (id) post({ type: "Chat_Opened", data: { chat_id: id, agent_custom_id: desk.view.email, timestamp: now() } });
}

const current = () => desk.view.chats.find((c) => c.id === chat);
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
  list.replaceChildren(...desk.view.queues.map((q) => option(q.name, "queue:" + q.id)),
    ...desk.view.others.map((a) => option(a.name, "agent:" + a.email)));
}

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
tabKeys($("chat-tabs"));
