// Tells the server which cards of a ranked list came into view; without it the list reads and works the same.
const SHARE = 0.3; // of a card: a tall card never fits a phone whole
const PAUSE_MS = 1000;

function report(list) {
  const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers") || "{}") };
  const waiting = new Set();
  let timer = 0;

  const send = () => {
    timer = 0;
    if (!waiting.size) return;
    const seen = [...waiting];
    waiting.clear();
    const body = JSON.stringify({ list: list.dataset.impressions, seen });
    fetch(list.dataset.impressionsUrl, { method: "POST", headers, body, keepalive: body.length < 60000 }).catch(() => {});
  };

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        waiting.add(target.dataset.opportunity || target.dataset.person);
      }
      if (waiting.size && !timer) timer = setTimeout(send, PAUSE_MS);
    },
    { threshold: SHARE },
  );
  list.querySelectorAll("article[data-opportunity], article[data-person]").forEach((card) => watcher.observe(card));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
}

if (!window.jisrImpressions && "IntersectionObserver" in window) {
  window.jisrImpressions = true; // a page may name this file in two panels
  document.querySelectorAll("[data-impressions]").forEach(report);
}
