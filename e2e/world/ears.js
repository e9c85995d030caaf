// ears.js hears what live regions say. A region speaks when its text changes; one that is an alert
// speaks when it appears, too. What frames hear is told to the page on top, which keeps it all.
"use strict";

(() => {
  const REGION = "[role=alert], [role=status], [aria-live=polite], [aria-live=assertive]";
  const said = new WeakMap();

  if (window.top === window) {
    window.heard = [];
    window.addEventListener("message", (e) => {
      if (e.data && typeof e.data.heard === "string") window.heard.push(e.data.heard);
    });
  }

  new MutationObserver((changes) => {
    const regions = new Set();
    for (const c of changes) {
      const at = c.target.nodeType === Node.ELEMENT_NODE ? c.target : c.target.parentElement;
      if (!at) continue;
      if (at.closest(REGION)) regions.add(at.closest(REGION));
      for (const added of c.addedNodes) {
        if (added.nodeType !== Node.ELEMENT_NODE) continue;
        if (added.matches(REGION)) regions.add(added);
        added.querySelectorAll(REGION).forEach((r) => regions.add(r));
      }
    }
    regions.forEach(hear);
  }).observe(document, { childList: true, characterData: true, subtree: true, attributeFilter: ["hidden", "class"] });

  function hear(region) {
    const text = region.innerText.replace(/\s+/g, " ").trim();
    if (text === said.get(region)) return;
    said.set(region, text);
    if (!text || region.closest("[hidden]")) return;
    const assertive = region.getAttribute("role") === "alert" || region.getAttribute("aria-live") === "assertive";
    window.top.postMessage({ heard: `${assertive ? "assertive" : "polite"}: ${text}` }, "*");
  }
})();
