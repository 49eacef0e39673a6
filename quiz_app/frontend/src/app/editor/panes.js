// On a narrow screen one sees either the form or its preview.
export function switchPanes(editor) {
  const buttons = [...editor.querySelectorAll("[data-pane]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      editor.dataset.shows = button.dataset.pane;
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    });
  }
  editor.dataset.shows = "write";
}
