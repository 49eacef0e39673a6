/** The page of a server at its limit: counts the seconds down, then sends its form again or opens itself again. */
const box = document.querySelector("[data-busy]");
const left = box.querySelector("[data-left]");
const form = box.querySelector("form");
const again = () => (form.method === "post" ? form.requestSubmit() : location.reload());

if (form) {
  const until = performance.now() + Number(box.dataset.busy) * 1000;
  form.addEventListener("submit", (event) => {
    if (form.method !== "get") return;
    event.preventDefault();
    location.reload();
  });
  const count = () => {
    const seconds = Math.ceil((until - performance.now()) / 1000);
    if (seconds <= 0) return again();
    left.textContent = seconds;
    setTimeout(count, 250);
  };
  count();
}
