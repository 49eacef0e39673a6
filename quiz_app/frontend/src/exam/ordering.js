/**
 * The arrows of questions whose options are put in order. An order holds every option once: what is chosen at a place
 * leaves the place that it stood at, which gets what was here before. The first arrow on an empty place fills all empty
 * places with what is left, so that there is something to move.
 */
export function arrangeOrders(form) {
  form.querySelectorAll("[data-order]").forEach((order) => {
    const selects = [...order.querySelectorAll("select")];
    let held = values(selects);
    order.addEventListener("change", ({ target }) => {
      exchange(selects, held, selects.indexOf(target));
      held = values(selects);
    });
    order.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-move]");
      if (!button) return;
      held = values(selects);
      move(selects, selects.indexOf(button.parentElement.querySelector("select")), Number(button.dataset.move));
      held = values(selects);
    });
    order.addEventListener("focusin", () => (held = values(selects)));
  });
}

const values = (selects) => selects.map((select) => select.value);

function exchange(selects, held, place) {
  const chosen = selects[place].value;
  const other = held.findIndex((value, at) => at !== place && value && value === chosen);
  if (other >= 0) put(selects[other], held[place]);
}

function move(selects, from, by) {
  const to = from + by;
  fill(selects, [from, to]);
  const moved = selects[from].value;
  put(selects[from], selects[to].value);
  put(selects[to], moved);
  const row = selects[to].parentElement;
  (row.querySelector(`[data-move="${by}"]:enabled`) ?? row.querySelector("[data-move]:enabled")).focus();
}

/** Nothing is filled while both places already hold something. */
function fill(selects, places) {
  if (places.every((place) => selects[place].value)) return;
  const letters = [...selects[0].options].map((option) => option.value).filter(Boolean);
  const left = letters.filter((letter) => !values(selects).includes(letter));
  selects.filter((select) => !select.value).forEach((select) => put(select, left.shift() ?? ""));
}

function put(select, value) {
  select.value = value;
  select.dispatchEvent(new Event("input", { bubbles: true }));
}
