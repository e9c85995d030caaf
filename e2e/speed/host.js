// host.js is the page around: it frames what is measured and keeps what is told until it is asked.
"use strict";

const PATIENCE = 240000; // ms; a flood of events takes its time
const told = {};
const waiting = {};
const frame = document.createElement("iframe");
frame.title = "measured";
frame.width = 340;
frame.height = 600;
frame.name = new URLSearchParams(location.search).get("name") || "";
frame.src = new URLSearchParams(location.search).get("frame");
document.body.append(frame);

window.addEventListener("message", (e) => {
  const what = e.data && e.data.measured;
  if (!what) return;
  for (const [name, value] of Object.entries(what)) {
    if (waiting[name]) waiting[name](value);
    else told[name] = value;
    delete waiting[name];
  }
});

// hear answers with what the frame tells by that name, told or to come.
function hear(name) {
  if (name in told) {
    const value = told[name];
    delete told[name];
    return Promise.resolve(value);
  }
  return new Promise((done, failed) => {
    waiting[name] = done;
    setTimeout(() => failed(new Error(`the frame did not tell ${name}`)), PATIENCE);
  });
}

function order(what) {
  frame.contentWindow.postMessage(what, "*");
}
