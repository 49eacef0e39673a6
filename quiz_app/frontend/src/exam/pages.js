const LETTERS = "ABCDEFGH";

/** One question at a time: which one is shown, the way between them, and the keys that choose and turn. */
export function createPages({ form, numbers, words, onTurn, onLast }) {
  const next = document.getElementById("next-button");
  const back = document.querySelector('[data-step="-1"]');
  let current = numbers[0];

  const question = (no) => document.getElementById(`q${no}`);

  function go(no, { focus = true } = {}) {
    if (!question(no)) return;
    question(current).classList.remove("current");
    current = String(no);
    question(current).classList.add("current");
    back.disabled = current === numbers[0];
    next.textContent = words(current === numbers[numbers.length - 1] ? "last" : "next");
    window.scrollTo(0, 0);
    if (focus) question(current).focus({ preventScroll: true });
    onTurn(current);
  }

  function step(by) {
    const place = numbers.indexOf(current) + by;
    if (place >= numbers.length) onLast();
    else if (place >= 0) go(numbers[place]);
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select")) return;
    const isText = event.target.matches("input:not([type=radio], [type=checkbox]), textarea");
    if (event.key === "Enter" && isText) return turnBy(event, 1);
    if (isText) return;
    if (event.key === "ArrowLeft") return turnBy(event, -1);
    if (event.key === "ArrowRight") return turnBy(event, 1);
    choose(event);
  }

  function turnBy(event, by) {
    event.preventDefault();
    step(by);
  }

  function choose(event) {
    const letter = LETTERS.indexOf(event.key.toUpperCase());
    const place = letter >= 0 && event.key.length === 1 ? letter : Number(event.key) - 1;
    const asked = question(current).querySelector("[data-part]") ? event.target.closest("[data-part]") : question(current);
    const input = asked?.querySelectorAll(".choice > input")[place];
    if (!input) return;
    event.preventDefault();
    input.focus({ preventScroll: true });
    input.click();
  }

  form.addEventListener("keydown", press);
  document.querySelectorAll("[data-step]").forEach((button) => {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  });

  return { go, current: () => current };
}
