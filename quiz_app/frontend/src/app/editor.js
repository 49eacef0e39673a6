import { watchKeys } from "./editor/keys.js";
import { switchPanes } from "./editor/panes.js";
import { keepPreviewing } from "./editor/preview.js";
import { warnOfChanges } from "./editor/unsaved.js";

// The page on which a question is written. Without a script it is a plain form with a button that shows a preview.
export function openEditor() {
  const editor = document.querySelector("[data-editor]");
  if (!editor) return;
  const form = editor.querySelector(".editor-form form");
  for (const each of editor.querySelectorAll("[data-scripted]")) each.hidden = false;
  for (const each of editor.querySelectorAll("[data-unscripted]")) each.hidden = true;
  switchPanes(editor);
  keepPreviewing(editor, form);
  warnOfChanges(editor, form);
  watchKeys(editor, form);
}
