const confirm = () => document.getElementById("confirm");

/** The answer sheet (答题卡) and the confirmation before handing in: what is done, open, marked, and where one is. */
export function createCard({ sheet, marks, words, current, onGo, timeLeft }) {
  const cells = [...document.querySelectorAll("#card [data-go]")];
  const openNumbers = () => sheet.numbers.filter((no) => !sheet.isDone(no));

  function refresh() {
    const total = sheet.numbers.length;
    const open = openNumbers().length;
    document.getElementById("card-button").textContent = words("card", { done: total - open, total });
    document.getElementById("counts").textContent = words("counts", { done: total - open, open, marked: marks.size });
    cells.forEach(paint);
  }

  function paint(cell) {
    const no = cell.dataset.go;
    const [isDone, isMarked, isNow] = [sheet.isDone(no), marks.has(no), no === current()];
    const isHalf = !isDone && sheet.isBegun(no);
    cell.classList.toggle("done", isDone);
    cell.classList.toggle("half", isHalf);
    cell.classList.toggle("flag", isMarked);
    cell.classList.toggle("now", isNow);
    cell.toggleAttribute("aria-current", isNow);
    const state = [words(isDone ? "done" : isHalf ? "half" : "open"), isMarked && words("marked"), isNow && words("now")];
    cell.setAttribute("aria-label", words("cell", { no, state: state.filter(Boolean).join("，") }));
  }

  function open(dialog) {
    document.querySelectorAll("dialog[open]").forEach((other) => other.close());
    refresh();
    if (dialog === confirm()) listOpen();
    dialog.showModal();
    dialog.querySelector(".cell.now")?.focus();
  }

  function listOpen() {
    const numbers = openNumbers();
    const box = document.getElementById("open-questions");
    const half = numbers.filter(sheet.isBegun).length;
    const key = half ? "half_done" : numbers.length ? "not_done" : "all_done";
    box.querySelector("p").textContent = words(key, { open: numbers.length, half, total: sheet.numbers.length });
    box.querySelector("ul").replaceChildren(...numbers.map(link));
    document.getElementById("time-left").textContent = words("time_left", { time: timeLeft() });
  }

  function link(no) {
    const item = document.createElement("li");
    const button = cells.find((cell) => cell.dataset.go === no).cloneNode(true);
    item.append(button);
    return item;
  }

  document.addEventListener("click", ({ target }) => {
    const go = target.closest("dialog [data-go]");
    if (go) {
      go.closest("dialog").close();
      onGo(go.dataset.go);
    }
    const opener = target.closest("[data-open]");
    if (opener) open(document.getElementById(opener.dataset.open));
    if (target.closest("[data-close]") || target.matches("dialog")) target.closest("dialog").close();
  });

  return { refresh, confirm: () => open(confirm()) };
}
