/** Questions marked for a second look. They stay on this device. */
export function createMarks(onChange) {
  const marked = new Set();
  const buttons = [...document.querySelectorAll("[data-mark]")];
  const paint = () => buttons.forEach((button) => button.classList.toggle("on", marked.has(button.dataset.mark)));

  buttons.forEach((button) => {
    button.addEventListener("click", () => {
      const no = button.dataset.mark;
      if (!marked.delete(no)) marked.add(no);
      paint();
      onChange([...marked]);
    });
  });

  return {
    has: (no) => marked.has(no),
    get size() {
      return marked.size;
    },
    restore(numbers) {
      numbers.forEach((no) => marked.add(no));
      paint();
    },
  };
}
