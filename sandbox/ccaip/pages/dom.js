// Small makers of elements, for the agent page and the panel.

export const $ = (id) => document.getElementById(id);

export function text(tag, words, cls = "") {
  const el = document.createElement(tag);
  el.textContent = words;
  el.className = cls;
  return el;
}

export function button(words, onclick, cls = "") {
  const el = text("button", words, cls);
  el.type = "button";
  el.onclick = onclick;
  return el;
}

export function clock(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  return (h ? h + ":" : "") + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
}

// send posts JSON; what the server refuses becomes an Error in its words.
export async function send(path, body = {}) {
  const res = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const got = await res.json();
  if (!res.ok) throw new Error(got.message);
  return got;
}

// tabKeys lets arrows move through the tabs of a list, as in any tab list.
export function tabKeys(list) {
  list.addEventListener("keydown", (e) => {
    const tabs = [...list.querySelectorAll("[role=tab]")], at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[e.key];
    if (at < 0 || to === undefined) return;
    e.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
}
