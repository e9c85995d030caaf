// ring.js makes the adapter heard while something rings: a tone of two notes, made here rather than
// loaded, and the system's own notification. Whether and when is decided in Go.
"use strict";

(() => {
  const host = window.agentAdapterHost;
  const NOTES = [[440, 0], [554, 0.25], [440, 0.5], [554, 0.75]]; // hertz, and seconds into a round
  const NOTE = 0.2; // seconds
  const ROUND = 3000; // ms from one round to the next
  const banners = new Map(); // session -> Notification

  let sound = null; // AudioContext, made at the first tone
  let volume = 0.7;
  let sink = "";
  let rounds = 0; // timer

  Object.assign(host, { notify, unnotify, allowNotifications, playTone, setSound, nameSinks, mayPlay, outputs });

  // notify shows a banner; a click brings this tab and the widget forward. Without the permission,
  // which a frame cannot ask for, nothing is shown.
  function notify(id, title, body) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    unnotify(id);
    try {
      const banner = new Notification(title, { body, tag: id, silent: true, requireInteraction: true });
      banner.onclick = () => {
        window.parent.focus();
        window.focus();
        host.open();
        unnotify(id);
      };
      banners.set(id, banner);
    } catch {
      // A system that only lets workers notify: the ring is seen and heard all the same.
    }
  }

  function unnotify(id) {
    const banner = banners.get(id);
    banners.delete(id);
    if (banner) banner.close();
  }

  function allowNotifications() {
    const { base, tenant } = document.documentElement.dataset;
    window.open(`${base}/notifications?tenant=${encodeURIComponent(tenant)}`, "agent-adapter-notifications", "popup,width=420,height=320");
  }

  // setSound says how loud (0 to 100) and at which device the tone plays.
  function setSound(loud, device) {
    volume = loud / 100;
    sink = device;
    route();
  }

  async function route() {
    if (!sound || !sound.setSinkId || sound.sinkId === sink) return;
    await sound.setSinkId(sink).catch(() => {}); // the device is gone: it goes on where it was
  }

  // mayPlay: browsers let nothing sound before the first click or key here, and complain aloud of who
  // tries; so they do where no device is there.
  async function mayPlay() {
    const active = navigator.userActivation ? navigator.userActivation.hasBeenActive : true;
    return active && (await outputs()).length > 0;
  }

  async function outputs() {
    if (!navigator.mediaDevices || !navigator.mediaDevices.enumerateDevices) return [];
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return all.filter((d) => d.kind === "audiooutput");
  }

  // playTone begins or ends the tone; once plays a single round, to try it.
  function playTone(on, once) {
    if (!once) {
      clearInterval(rounds);
      rounds = 0;
    }
    if (!on) return;
    round();
    if (!once) rounds = setInterval(round, ROUND);
    nameSinks();
  }

  async function round() {
    if (!(await mayPlay())) return;
    try {
      if (!sound) {
        sound = new AudioContext();
        await route();
      }
      if (sound.state === "suspended") await sound.resume();
    } catch {
      return; // no sound in this browser: the ring is seen
    }
    for (const [hertz, after] of NOTES) play(hertz, sound.currentTime + after);
  }

  function play(hertz, at) {
    const note = sound.createOscillator();
    const gain = sound.createGain();
    note.frequency.value = hertz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + NOTE);
    note.connect(gain).connect(sound.destination);
    note.start(at);
    note.stop(at + NOTE);
  }

  // nameSinks tells Go which devices there are, as far as the browser names them.
  async function nameSinks() {
    const named = (await outputs()).filter((d) => d.label && d.deviceId !== "default");
    host.deliver({ type: "sinks", text: named.map((d) => `${d.deviceId}\t${d.label}`).join("\n") });
  }
})();
