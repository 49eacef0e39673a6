import { start } from "./exam/attempt.js";

// Runs in the head, before the first paint, so that the long form never flashes by and takes no answer before it
// is known whether this window may write. Without <dialog> the form stays.
if (window.HTMLDialogElement) {
  document.documentElement.classList.add("one", "opening");
  document.addEventListener("DOMContentLoaded", start);
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
