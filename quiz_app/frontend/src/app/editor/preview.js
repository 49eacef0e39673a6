const EVERY = 500; // milliseconds between two previews at the least

// htmx asks for the preview when it hears of a "preview" event; here it is said when.
export function keepPreviewing(editor, form) {
  const preview = editor.querySelector("[data-preview]");
  let last = 0;
  let waiting = null;

  function ask() {
    waiting = null;
    last = Date.now();
    preview.dispatchEvent(new CustomEvent("preview"));
  }

  function soon() {
    waiting ??= setTimeout(ask, Math.max(EVERY - (Date.now() - last), EVERY / 2));
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  preview.hidden = false;
  soon();
}
