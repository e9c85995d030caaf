// softphone.js frames the platform's own agent page. The frame is made once, as long as this window
// is the live one: a frame that is made anew drops the call in it. It stands beside the adapter's
// own tree, which only shows and hides it.
"use strict";

(() => {
  const host = window.agentAdapterHost;
  let frame = null;
  let origin = "";

  host.softphone = { load, unload, show, hide };
  window.addEventListener("message", forward);

  // load opens the softphone's page; again with an address it does nothing.
  function load(url) {
    if (frame || host.refused !== "") return;
    origin = new URL(url).origin;
    frame = document.createElement("iframe");
    frame.title = host.say("softphone: Softphone");
    section().setAttribute("aria-label", frame.title);
    frame.allow = "microphone; autoplay; speaker-selection; clipboard-write";
    frame.src = url;
    section().append(frame);
    section().hidden = false;
  }

  // unload ends the softphone here: another window is the live one, and two log-ins fight.
  function unload() {
    hide();
    section().hidden = true;
    if (frame) frame.remove();
    frame = null;
  }

  function show() {
    section().classList.add("shown");
  }

  function hide() {
    section().classList.remove("shown");
  }

  function section() {
    return document.getElementById("softphone");
  }

  // forward tells Go what the softphone posts, {type, data}; nobody else's messages.
  function forward(event) {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = event.data;
    if (!message || typeof message.type !== "string") return;
    host.deliver({ type: "softphone", name: message.type.slice(0, 80), data: message.data || {} });
  }
})();
