// check.js looks at what this browser allows the adapter, for the self-test, and offers the report
// about it as a file. Each row says how a thing is and what to do about it.
"use strict";

(() => {
  const host = window.agentAdapterHost;
  const { say } = host;
  const FRAME = ["microphone", "autoplay", "speaker-selection", "clipboard-write"];
  const SOUND_PATIENCE = 1000; // ms for a browser to let a sound begin

  Object.assign(host, { probe, download });

  // probe tells Go every row: state, name, text and fix, tabs between them.
  async function probe() {
    const rows = [await microphone(), notifications(), await sound(), ...frame(), store(), events()];
    host.deliver({ type: "tested", text: rows.map((r) => r.map(flat).join("\t")).join("\n") });
  }

  function flat(text) {
    return String(text || "").replace(/\s+/g, " ");
  }

  function row(good, name, text, fix) {
    return [good, name, text, good === "good" ? "" : fix];
  }

  async function microphone() {
    const name = say("test.mic: Microphone");
    const now = await navigator.permissions.query({ name: "microphone" }).then((p) => p.state, () => "prompt");
    if (!may("microphone") || now === "denied") {
      return row("bad", name, say("test.mic-off: Not allowed"), say("test.mic-fix: Allow the microphone for this site at the left end of the address line, then reload Kustomer."));
    }
    if (now === "granted") return row("good", name, say("test.allowed: Allowed"));
    return row("fair", name, say("test.mic-ask: Not asked yet"), say("test.mic-ask-fix: The browser asks at the first call. Allow it then."));
  }

  function notifications() {
    const allowed = "Notification" in window && Notification.permission === "granted";
    return row(allowed ? "good" : "fair", say("test.notify: Notifications"), allowed ? say("test.allowed: Allowed") : say("test.mic-off: Not allowed"),
      say("test.notify-fix: Press Allow notifications here. Without them a ring is still seen and heard."));
  }

  async function sound() {
    const name = say("test.sound: Sound without a click");
    if ((await host.outputs()).length === 0) {
      return row("fair", name, say("test.sound-none: No device to hear it on"), say("test.sound-none-fix: Connect loudspeakers or a headset. A ring is still seen."));
    }
    let plays = false;
    try {
      const context = new AudioContext();
      await Promise.race([context.resume(), new Promise((late) => setTimeout(late, SOUND_PATIENCE))]);
      plays = context.state === "running";
      context.close();
    } catch {
      // No sound in this browser.
    }
    return row(plays ? "good" : "fair", name, plays ? say("test.allowed: Allowed") : say("test.mic-off: Not allowed"),
      say("test.sound-fix: Click once into Kustomer after loading it, or allow sound for this site."));
  }

  // frame tells what the page around us passes on to our frame, as the app's definition asks for it.
  function frame() {
    return FRAME.map((name) => row(may(name) ? "good" : "bad", say("test.frame: Frame may use {name}", { name }), may(name) ? say("test.allowed: Allowed") : say("test.mic-off: Not allowed"),
      say("test.frame-fix: Ask an admin to add {name} to iframePermissions of the app in Kustomer.", { name })));
  }

  function may(feature) {
    const policy = document.permissionsPolicy || document.featurePolicy;
    return !policy || !policy.features().includes(feature) || policy.allowsFeature(feature);
  }

  // store: in a frame of another site browsers keep a store of its own for each site around it.
  function store() {
    let keeps = false;
    try {
      window.localStorage.setItem("agent-adapter-test", "1");
      keeps = window.localStorage.getItem("agent-adapter-test") === "1" && !window.localStorage.forgetful;
      window.localStorage.removeItem("agent-adapter-test");
    } catch {
      // It is refused.
    }
    return row(keeps ? "good" : "fair", say("test.store: Memory of this browser"), keeps ? say("test.store-own: Kept for Kustomer alone") : say("test.store-off: Nothing is kept"),
      say("test.store-fix: Your choices last until the page is closed. Allow site data for this site to keep them."));
  }

  function events() {
    const seen = JSON.parse(host.unknownEvents());
    const name = say("test.events: Unknown events of Kustomer");
    if (seen.length === 0) return row("good", name, say("test.events-none: None seen"));
    return row("fair", name, seen.join(", "), say("test.events-fix: If phone icons or your status do nothing here, tell an admin these names: the setting hostEvents."));
  }

  // download offers the report as a file; the browser and what Kustomer said by name are added.
  function download(text) {
    const more = [`browser ${navigator.userAgent}`, `language ${navigator.language}`, `frame ${innerWidth} x ${innerHeight}`,
      `parent ${document.documentElement.dataset.parentOrigin}`, `unknown events ${JSON.parse(host.unknownEvents()).join(", ") || "-"}`];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}${more.join("\n")}\n`], { type: "text/plain" }));
    link.download = `agent-adapter-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-")}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
})();
