const FEWEST = 2;
const WITH_OPTIONS = ["single_choice", "multiple_choice"];

/**
 * The questions of a case as they are written: the page has a fixed number of rows, and those without a word count for
 * nothing. Shows the rows that are in use, adds the next one, and removes one by moving up what stands below it.
 */
export function arrangeParts() {
  document.querySelectorAll("[data-parts]").forEach(arrange);
}

function arrange(list) {
  const rows = [...list.querySelectorAll("li")];
  const add = list.querySelector("[data-add]");
  const said = list.querySelector("[data-said]");
  let shown = Math.max(FEWEST, rows.findLastIndex((row) => texts(row).some(({ value }) => value.trim())) + 1);

  function paint() {
    rows.forEach((row, place) => {
      row.hidden = place >= shown;
      row.querySelector("[data-remove]").hidden = shown <= FEWEST;
      row.querySelector("[data-options]").hidden = !WITH_OPTIONS.includes(row.querySelector("select").value);
    });
    add.hidden = shown >= rows.length;
  }

  function tell(sentence, place) {
    said.textContent = said.dataset[sentence].replace("{number}", place + 1);
  }

  function remove(place) {
    for (let at = place; at < rows.length; at += 1) take(rows[at], rows[at + 1]);
    shown -= 1;
    paint();
    tell("removed", place);
    fields(rows[Math.min(place, shown - 1)])[0].focus();
  }

  add.addEventListener("click", () => {
    shown += 1;
    paint();
    tell("added", shown - 1);
    fields(rows[shown - 1])[0].focus();
  });
  list.addEventListener("change", ({ target }) => target.matches("select") && paint());
  rows.forEach((row, place) => row.querySelector("[data-remove]").addEventListener("click", () => remove(place)));
  paint();
}

const fields = (row) => [...row.querySelectorAll("select, textarea, input")];
const texts = (row) => [...row.querySelectorAll("textarea, input")];

/** The row says what the other one says; without another it is emptied. */
function take(row, other) {
  const given = other ? fields(other) : [];
  fields(row).forEach((field, at) => {
    if (given[at]) field.value = given[at].value;
    else if (field.matches("select")) field.selectedIndex = 0;
    else field.value = "";
  });
}
