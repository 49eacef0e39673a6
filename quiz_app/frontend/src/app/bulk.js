// How many questions are ticked, and all of a page at once. Without a script one ticks them and says so in the select.
export function countTicks() {
  for (const form of document.querySelectorAll("[data-bulk]")) follow(form);
}

function follow(form) {
  const ticks = [...form.querySelectorAll("input[name=question]")];
  const all = form.querySelector("[data-select-all]");
  const box = all.querySelector("input");
  const option = form.elements.scope.options[0];
  const plain = option.textContent;
  all.hidden = false;

  function count() {
    const ticked = ticks.filter((each) => each.checked).length;
    option.textContent = ticked ? option.dataset.text.replace("{n}", ticked) : plain;
    box.checked = ticked === ticks.length;
    box.indeterminate = ticked > 0 && ticked < ticks.length;
    return ticked;
  }

  box.addEventListener("change", () => {
    for (const each of ticks) each.checked = box.checked;
    form.elements.scope.value = "chosen";
    count();
  });
  for (const each of ticks) {
    each.addEventListener("change", () => {
      form.elements.scope.value = "chosen";
      count();
    });
  }
  window.addEventListener("pageshow", count); // going back brings the ticks back
}
