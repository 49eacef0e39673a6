const MOST = 100;
const MOST_AT_ONCE = 50;
const PATIENCE = 2000;

/**
 * Tells the server when this page is left and when it is back in front: at most MOST times, departures at once and
 * returns a little later, with what waits. What does not arrive is sent again with the next; nobody waits for it. Only
 * the window that writes speaks (`isWriting`), so that two windows do not contradict each other.
 */
export function watchPresence({ report, isWriting }) {
  let waiting = [];
  let seen = 0;
  let timer = null;

  document.addEventListener("visibilitychange", () => {
    if (seen >= MOST || !isWriting()) return;
    seen += 1;
    waiting.push({ what: document.hidden ? "hidden" : "shown", when: performance.now() });
    clearTimeout(timer);
    if (document.hidden) send();
    else timer = setTimeout(send, PATIENCE);
  });

  async function send() {
    const sent = waiting.slice(-MOST_AT_ONCE);
    waiting = [];
    const now = performance.now();
    const visits = sent.map(({ what, when }) => ({ what, ago: Math.round(now - when) }));
    const { status } = await report({ visits });
    if (status === 0 || status >= 500) waiting = [...sent, ...waiting].slice(-MOST_AT_ONCE);
  }
}
