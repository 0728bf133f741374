// A page that shows work going on looks again by itself, and shows the whole page once the work is done.
const PAUSE_MS = 1500;

async function look() {
  const shown = document.querySelector("[data-progress][data-busy]");
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-progress]");
    if (!answer.ok || !next || next.dataset.progress !== shown.dataset.progress) {
      location.reload();
      return;
    }
    shown.querySelector("[role=status]").textContent = next.querySelector("[role=status]").textContent;
    const bar = shown.querySelector("progress");
    const now = next.querySelector("progress");
    bar.max = now.max;
    bar.value = now.value;
  } catch {
    // the network is away: the next look may find it
  }
  setTimeout(look, PAUSE_MS);
}

setTimeout(look, PAUSE_MS);
