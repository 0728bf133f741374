// What every page may use: htmx, for fragments of pages that also work without it.
import "htmx.org";

// "Copy" beside a readonly field: shown only where it can work, said aloud when it is done.
function offerCopying(part) {
  if (!navigator.clipboard) return;
  for (const button of part.querySelectorAll("button[data-copy][hidden]")) button.hidden = false;
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  button.setAttribute("aria-live", "polite");
  button.textContent = button.dataset.copied;
});
document.addEventListener("htmx:afterSwap", (event) => offerCopying(event.target));
offerCopying(document);
