import { isBusy, isPassing, pause } from "./backoff.js";

const QUIET = 800;
const LONGEST = 1200;
const AGAIN = 15_000;

/**
 * Keeps the server's sheet equal to the form: a changed sheet leaves as a whole after 0.8 s of quiet, 1.2 s after the
 * change at most (a browser that is killed loses less than 2 s, its way to the server included), and again until it is
 * acknowledged. Every sheet that differs from the last one sent gets the next
 * revision; the same sheet again keeps its revision, so a repeated request is harmless.
 *
 * `read` gives the sheet, `left` the milliseconds to the deadline; `onState` hears (state, {time, message, delay}) with
 * state saving | saved | offline | busy | retrying | signed_out | refused, `onSaved` (sheet, saved_at, deadline_at),
 * `onEnd` hears (moved | finished, the server's code), after which
 * nothing more is sent.
 */
export function createSync({ api, read, left, credentials, onState, onSaved, onEnd }) {
  let { writer, revision } = credentials;
  let sent = null;
  let acknowledged = JSON.stringify(credentials.answers);
  let acknowledgedRevision = revision;
  let dirtySince = null;
  let timer = null;
  let failures = 0;
  let running = true;
  let renewed = false;

  const current = () => JSON.stringify(read());
  const isSaved = () => current() === acknowledged && !renewed;

  function schedule(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  function changed() {
    if (!running) return;
    dirtySince ??= performance.now();
    if (!failures) schedule(Math.max(0, Math.min(QUIET, dirtySince + LONGEST - performance.now())));
  }

  async function send() {
    clearTimeout(timer);
    if (!running || isSaved()) return;
    const { sheet, mine } = next();
    onState("saving");
    const answer = await api.save({ revision: mine, writer, answers: JSON.parse(sheet) });
    if (running) await heard(answer, sheet, mine);
  }

  function next() {
    const sheet = current();
    if (sheet !== sent || renewed) revision += 1;
    sent = sheet;
    dirtySince = null;
    return { sheet, mine: revision };
  }

  async function heard(answer, sheet, mine) {
    if (answer.status === 200) return acknowledge(answer.data, sheet, mine);
    if (ended(answer)) return end(ended(answer), answer.code);
    const overtaken = mine < revision;
    if (overtaken) return;
    failures += 1;
    if (answer.code === "stale_revision") return catchUp();
    if (answer.status === 401) return later("signed_out", answer, AGAIN);
    if (!isPassing(answer)) return later("refused", answer, AGAIN);
    again(answer);
  }

  function again(answer) {
    const state = isBusy(answer) ? "busy" : answer.status ? "retrying" : "offline";
    later(state, answer, pause(failures, answer.retryAfter, left()));
  }

  function acknowledge({ saved_at: savedAt, deadline_at: deadlineAt }, sheet, mine) {
    if (mine < acknowledgedRevision) return;
    acknowledgedRevision = mine;
    acknowledged = sheet;
    failures = 0;
    renewed = false;
    onSaved(JSON.parse(sheet), savedAt, deadlineAt);
    if (isSaved()) onState("saved", { time: savedAt });
    else changed();
  }

  /** Something of this device arrived under a higher revision: go above it and send what the form holds now. */
  async function catchUp() {
    const answer = await api.start({ writer });
    if (!running) return;
    if (ended(answer)) return end(ended(answer), answer.code);
    if (answer.status === 201) return end("finished");
    if (answer.status !== 200) return again(answer);
    if (!answer.data.writer) return end("moved");
    ({ writer, revision } = answer.data);
    sent = null;
    schedule(failures > 1 ? pause(failures, null, left()) : 0);
  }

  function later(state, answer, delay) {
    onState(state, { message: answer.message, delay });
    schedule(delay);
  }

  function end(how, code) {
    stop();
    onEnd(how, code);
  }

  function stop() {
    running = false;
    clearTimeout(timer);
  }

  return {
    changed,
    stop,
    isSaved,
    revision: () => revision,
    writer: () => writer,
    /** The network is back, or the member asks: try at once. */
    now: send,
    /** Sends even an unchanged sheet once, to hear the server's time. */
    renew() {
      renewed = true;
      return send();
    },
    /** What a submission carries: above everything that was sent before. */
    last() {
      revision += 1;
      return { revision, writer, answers: read() };
    },
    catchUpTo(found) {
      ({ writer, revision } = found);
    },
    resume() {
      running = true;
      sent = null;
      failures = 0;
      changed();
    },
    /** The numbers of the questions whose answers the server has not acknowledged. */
    unsent() {
      const [here, there] = [read(), JSON.parse(acknowledged)];
      const numbers = [...new Set([...Object.keys(here), ...Object.keys(there)])];
      return numbers.filter((no) => JSON.stringify(here[no]) !== JSON.stringify(there[no])).sort((a, b) => a - b);
    },
  };
}

/** How an attempt is over for this device, or null. */
export function ended({ status, code }) {
  if (code === "taken_over") return "moved";
  if (code === "submitted" || code === "deadline_passed" || status === 410) return "finished";
  return null;
}
