// The options of a question as rows of its form. What moves is what stands in a row: its letter and its names stay.

// Both give the place of the row that they end at, counted from 0; null where nothing could be done.
export function moveOption(row, by) {
  const rows = rowsAround(row);
  const from = rows.indexOf(row);
  const to = from + by;
  if (!rows[to]) return null;
  trade(rows, from, to);
  focus(rows[to]);
  tell(rows[to]);
  return to;
}

export function removeOption(row) {
  const rows = rowsAround(row);
  const place = rows.indexOf(row);
  for (let at = place; at + 1 < rows.length; at += 1) trade(rows, at, at + 1);
  const last = rows[rows.length - 1];
  text(last).value = "";
  const tick = mark(last);
  if (tick) tick.checked = false;
  focus(rows[place]);
  tell(rows[place]);
  return place;
}

// All options of the question, those that are folded away too; or all rows of the other list, of a matching.
function rowsAround(row) {
  const group = row.closest("fieldset");
  return [...group.querySelectorAll(".option-rows > li")].filter((each) => text(each));
}

function trade(rows, one, other) {
  swap(text(rows[one]), text(rows[other]), "value");
  const ticks = [mark(rows[one]), mark(rows[other])];
  if (ticks[0] && ticks[1]) {
    const checked = ticks.map((each) => each.checked);
    ticks[0].checked = checked[1];
    ticks[1].checked = checked[0];
  }
  const selects = [rows[one].querySelector("select"), rows[other].querySelector("select")];
  if (selects[0] && selects[1]) swap(selects[0], selects[1], "value");
  else if (text(rows[one]).name.startsWith("options-")) rename(rows[one], one, other);
}

// In a matching the prompts name the options by their letters, which have traded places.
function rename(row, one, other) {
  const letters = "ABCDEFGH";
  for (const select of row.closest("form").querySelectorAll(".option-rows.pairs select")) {
    if (select.value === letters[one]) select.value = letters[other];
    else if (select.value === letters[other]) select.value = letters[one];
  }
}

function swap(one, other, property) {
  [one[property], other[property]] = [other[property], one[property]];
}

function text(row) {
  return row.querySelector("input[name^='options-'], input[name^='prompts-']");
}

function mark(row) {
  return row.querySelector("input[name=right]");
}

function focus(row) {
  const folded = row.closest("details");
  if (folded) folded.open = true;
  text(row).focus();
}

function tell(row) {
  text(row).dispatchEvent(new Event("input", { bubbles: true }));
}
