import { start } from "./exam/attempt.js";

// Runs in the head, before the first paint, so that the long form never flashes by. Without <dialog> it stays.
if (window.HTMLDialogElement) {
  document.documentElement.classList.add("one");
  document.addEventListener("DOMContentLoaded", start);
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
