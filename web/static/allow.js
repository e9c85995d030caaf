// allow.js asks the browser for notifications, in a window of our own: in a frame a browser does not
// let us ask.
"use strict";

(() => {
  const button = document.getElementById("allow");
  button.addEventListener("click", ask);
  show();

  async function ask() {
    if ("Notification" in window) await Notification.requestPermission();
    show();
  }

  function show() {
    const now = "Notification" in window ? Notification.permission : "denied";
    document.getElementById("granted").hidden = now !== "granted";
    document.getElementById("denied").hidden = now !== "denied";
    button.hidden = now !== "default";
  }
})();
