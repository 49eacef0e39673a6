import { isBusy, isPassing, pause } from "./backoff.js";
import { ended } from "./sync.js";

const AGAIN = 15_000;

/**
 * Hands the paper in and repeats until the server has said something definite. Resolves to
 * {outcome: finished | moved | refused | aborted, message, byDeadline}. `onState` hears (offline | online | busy |
 * signed_out, milliseconds to the next try) in between; `left` gives those to the deadline; `signal` ends the repeating. byDeadline: the server had closed the attempt with what was saved by then.
 */
export async function handIn({ api, sync, left, onState, signal }) {
  let sheet = sync.last();
  for (let failures = 1; ; failures += 1) {
    const answer = await api.submit(sheet);
    if (answer.status === 200) return { outcome: "finished", byDeadline: answer.data.by_deadline };
    if (ended(answer)) return { outcome: ended(answer) };
    if (answer.code === "stale_revision") {
      const found = await api.start({ writer: sheet.writer });
      if (found.status === 200 && !found.data.writer) return { outcome: "moved" };
      if (found.status === 200) sync.catchUpTo(found.data);
      sheet = sync.last();
    } else if (!isPassing(answer) && answer.status !== 401) {
      return { outcome: "refused", message: answer.message };
    }
    const delay = answer.status === 401 ? AGAIN : pause(failures, answer.retryAfter, left());
    onState(standing(answer), delay);
    await rest(delay, signal);
    if (signal.aborted) return { outcome: "aborted" };
  }
}

function standing(answer) {
  if (answer.status === 401) return "signed_out";
  if (isBusy(answer)) return "busy";
  return answer.status ? "online" : "offline";
}

/** Waits, or less when the network returns or nothing is to be repeated. */
function rest(milliseconds, signal) {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      window.removeEventListener("online", wake);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    window.addEventListener("online", wake);
    signal.addEventListener("abort", wake);
    if (signal.aborted) wake();
  });
}
