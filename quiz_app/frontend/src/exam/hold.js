/** Keeps the buttons that hand in waiting until the exam lets anybody hand in; the deadline itself does not ask. */
export function createHold({ handInFrom, deadlineAt }) {
  const from = Date.parse(handInFrom);
  let deadline = Date.parse(deadlineAt);
  const note = document.getElementById("hand-in-from");
  const buttons = document.querySelectorAll("#confirm [data-submit]");

  function tick(remaining) {
    const waits = deadline - remaining < from;
    buttons.forEach((button) => (button.disabled = waits));
    if (note) note.hidden = !waits;
  }

  return {
    tick,
    until(newDeadline) {
      deadline = Date.parse(newDeadline) || deadline;
    },
  };
}
