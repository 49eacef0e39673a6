const WARNINGS = [1, 5, 10];
const MINUTE = 60_000;
// The last sheet leaves the device this long before the server closes the attempt.
const MARGIN = 1000;
const SLEPT = 3000;

/**
 * The time left by the server's clock, for display; what counts is decided by the server.
 * It runs on performance.now(), which nobody can set. That clock may stand still while a phone sleeps: `onDoubt` is
 * then called, and whoever hears the server's time next tells it by `set`.
 */
export function createClock({ serverTime, deadlineAt, onTick, onWarning, onEnd, onDoubt }) {
  let offset = Date.parse(serverTime) - pageAnswered();
  let deadline = Date.parse(deadlineAt);
  let wall = Date.now() - performance.now();
  let last = Infinity;
  let timer = null;

  const now = () => performance.now() + offset;
  const left = () => Math.max(0, deadline - now());

  function tick() {
    clearTimeout(timer);
    if (Math.abs(Date.now() - performance.now() - wall) > SLEPT) {
      wall = Date.now() - performance.now();
      onDoubt();
    }
    const remaining = left();
    onTick(face(remaining), remaining);
    const warning = WARNINGS.find((minutes) => remaining <= minutes * MINUTE && last > minutes * MINUTE);
    if (warning && last !== Infinity) onWarning(warning);
    last = remaining;
    if (remaining <= MARGIN) return onEnd();
    timer = setTimeout(tick, Math.min(remaining - MARGIN, remaining % 1000 || 1000));
  }

  return {
    run() {
      document.addEventListener("visibilitychange", tick);
      tick();
    },
    stop() {
      document.removeEventListener("visibilitychange", tick);
      clearTimeout(timer);
    },
    set(time, newDeadline) {
      offset = Date.parse(time) - performance.now();
      if (newDeadline) deadline = Date.parse(newDeadline);
    },
    /** The deadline as the server has it; whether it was put off. */
    until(newDeadline) {
      const former = deadline;
      deadline = Date.parse(newDeadline) || deadline;
      if (deadline > former) last = Infinity;
      return deadline > former;
    },
    left,
    face: () => face(left()),
  };
}

function pageAnswered() {
  return performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
}

function face(milliseconds) {
  const total = Math.ceil(milliseconds / 1000);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}
