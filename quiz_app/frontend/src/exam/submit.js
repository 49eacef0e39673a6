import { isPassing, pause } from "./backoff.js";
import { ended } from "./sync.js";

const AGAIN = 15_000;

/**
 * Hands the paper in and repeats until the server has said something definite. Resolves to
 * {outcome: finished | moved | refused, message}. `onState` hears offline | online | signed_out in between.
 */
export async function handIn({ api, sync, onState }) {
  let sheet = sync.last();
  for (let failures = 1; ; failures += 1) {
    const answer = await api.submit(sheet);
    if (answer.status === 200) return { outcome: "finished" };
    if (ended(answer)) return { outcome: ended(answer) };
    if (answer.code === "stale_revision") {
      const found = await api.start({ writer: sheet.writer });
      if (found.status === 200 && !found.data.writer) return { outcome: "moved" };
      if (found.status === 200) sync.catchUpTo(found.data);
      sheet = sync.last();
    } else if (!isPassing(answer) && answer.status !== 401) {
      return { outcome: "refused", message: answer.message };
    }
    onState(answer.status === 401 ? "signed_out" : answer.status ? "online" : "offline");
    await rest(answer.status === 401 ? AGAIN : pause(failures, answer.retryAfter));
  }
}

/** Waits, or less when the network returns. */
function rest(milliseconds) {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      window.removeEventListener("online", wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    window.addEventListener("online", wake);
  });
}
