import { moveOption, removeOption } from "./options.js";

export function watchKeys(editor, form) {
  const dialog = editor.querySelector("#keys");
  for (const each of editor.querySelectorAll("[data-opens=keys]")) {
    each.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (dialog.open) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && event.key.toLowerCase() === "s") press(event, form, "keep");
    else if (command && event.key === "Enter") press(event, form, "next");
    else if (event.key === "?" && !event.target.closest("input, textarea, select")) dialog.showModal();
    else if (event.altKey && !command) arrange(event, editor);
  });
}

function press(event, form, then) {
  event.preventDefault();
  form.querySelector(`button[name=then][value=${then}]`).click();
}

function arrange(event, editor) {
  const row = event.target.closest(".option-rows > li");
  if (!row || !event.target.matches("input")) return;
  const act = { ArrowUp: () => moveOption(row, -1), ArrowDown: () => moveOption(row, 1), Delete: () => removeOption(row) };
  if (!act[event.key]) return;
  event.preventDefault();
  const place = act[event.key]();
  if (place === null) return;
  const said = editor.querySelector("[data-said]");
  const words = event.key === "Delete" ? said.dataset.removed : said.dataset.moved;
  said.textContent = words.replace("{letter}", "ABCDEFGH"[place]);
}
