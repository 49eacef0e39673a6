// A button that puts its text where the caret last stood in the same form; without script the text is copied by hand.
export function offerInserting() {
  for (const button of document.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => insert(target(button.form), button.dataset.insert));
  }
  document.addEventListener("focusout", ({ target: left }) => {
    if (left.matches("form textarea, form input.form-control[type=text]")) left.form.lastText = left;
  });
}

function target(form) {
  return form.lastText?.isConnected ? form.lastText : form.querySelector("textarea");
}

// The caret ends up between the brackets, where the description belongs.
function insert(field, text) {
  const start = field.selectionStart ?? field.value.length;
  field.setRangeText(text, start, field.selectionEnd ?? start, "end");
  field.focus();
  field.setSelectionRange(start + 2, start + 2);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
