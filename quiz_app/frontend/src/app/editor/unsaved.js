// Whoever leaves with something unsaved is asked first.
export function warnOfChanges(editor, form) {
  let changed = "changed" in editor.dataset;
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
