// A sheet is keyed in without the mouse: Enter goes on to the next field, and from the last one to the button. Without a
// script Enter sends the form to be checked.
export function keyInByEnter() {
  for (const form of document.querySelectorAll("[data-keying]")) follow(form);
}

function follow(form) {
  form.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Enter" || event.isComposing || !target.matches("input, textarea")) return;
    if (target.matches("textarea") && !event.ctrlKey) return;
    event.preventDefault();
    const stops = [...form.querySelectorAll("input:not([type=hidden]), textarea, .submit-row .btn.primary")];
    const next = stops[stops.indexOf(target) + 1];
    next?.focus();
    if (next?.matches("input")) next.select();
  });
}
