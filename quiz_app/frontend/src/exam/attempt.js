import { createApi } from "./api.js";
import { isBusy, pause } from "./backoff.js";
import { createCard } from "./card.js";
import { createClock } from "./clock.js";
import { createHold } from "./hold.js";
import { reconcile } from "./local.js";
import { createMarks } from "./marks.js";
import { arrangeOrders } from "./ordering.js";
import { createPages } from "./pages.js";
import { watchPresence } from "./presence.js";
import { createScreens } from "./screens.js";
import { createSheet } from "./sheet.js";
import { openStore } from "./store.js";
import { handIn } from "./submit.js";
import { createSync } from "./sync.js";
import { createTab } from "./tab.js";
import { createWords, hourAndMinute } from "./words.js";

const FLUSH = 600;
const SPREAD = 15_000;

/** Brings the attempt on this page to life. */
export async function start() {
  const root = document.getElementById("exam");
  const form = document.getElementById("sheet");
  if (!root || !form) return;
  const attempt = JSON.parse(root.dataset.config);
  const words = createWords(JSON.parse(root.dataset.words));
  const sheet = createSheet(form);
  const rendered = sheet.read();
  arrangeOrders(form);

  const api = createApi(attempt);
  const screens = createScreens({ words, urls: attempt.urls });
  const marks = createMarks(marked);
  const pages = createPages({ form, numbers: sheet.numbers, words, onTurn: turned, onLast: () => card.confirm() });
  const timeLeft = () => clock.face();
  const hold = createHold(attempt);
  const card = createCard({ sheet, marks, words, current: pages.current, onGo: pages.go, timeLeft });
  const clock = createClock({
    ...attempt,
    onTick: ticked,
    onWarning: warn,
    onEnd: () => finish("expired"),
    onDoubt: askTheTime,
  });
  let store = null;
  let sync = null;
  let handing = null;
  let clockDoubted = false;
  let savedAt = null;

  screens.opening();
  card.refresh();
  store = await openStore(attempt.id);
  marks.restore(store.record().marks ?? []);
  pages.go(firstPlace(), { focus: matchMedia("(pointer: fine)").matches });
  listen();
  watchPresence({ report: api.report, isWriting: () => Boolean(sync) });

  const tab = createTab(`exam-${attempt.id}`, yieldToOtherWindow);
  if (!(await tab.claim())) screens.show("second");
  else if (attempt.isWriter) begin({ ...attempt, answers: rendered });
  else await resumeHere();

  function begin(found) {
    const { answers, filled } = reconcile(found, store.record());
    sheet.write(answers);
    const heard = { onState: screens.state, onSaved: saved, onEnd: over };
    sync = createSync({ api, read: sheet.read, left: clock.left, credentials: found, ...heard });
    savedAt = found.savedAt;
    screens.show(null);
    screens.state(savedAt ? "saved" : "opened", { time: savedAt });
    screens.notice(filled ? words("filled_in", { count: filled }) : "");
    if (store.record().handing) screens.notice(words("not_handed_in"));
    store.update({ handing: false });
    remember();
    screens.offline(!navigator.onLine);
    card.refresh();
    clock.run();
    if (!sync.isSaved()) sync.now();
  }

  /** This device may still hold the right to write, by its sign-in or by what it kept. */
  async function resumeHere() {
    const { writer } = store.record();
    let answer = await api.start(writer ? { writer } : {});
    for (let failures = 1; isBusy(answer) && !sync; failures += 1) {
      await new Promise((done) => setTimeout(done, pause(failures, answer.retryAfter, clock.left())));
      if (!sync) answer = await api.start(writer ? { writer } : {});
    }
    if (!sync && answer.status === 200 && answer.data.writer) adopt(answer.data);
  }

  async function takeOver(event) {
    event.preventDefault();
    const answer = await api.start({ takeover: true });
    if (answer.status === 200) return adopt(answer.data);
    if (answer.status === 201 || answer.status === 410) return leave();
    if (answer.status === 401) return screens.askToSignIn();
    screens.notice(answer.message || words(answer.status ? "failed" : "no_network"));
  }

  function adopt(found) {
    if (found.id !== attempt.id) return leave();
    clock.set(found.server_time, found.deadline_at);
    hold.until(found.deadline_at);
    begin({ ...found, savedAt: found.saved_at });
  }

  function changed() {
    card.refresh();
    sync?.changed();
    remember();
  }

  function remember() {
    if (!sync) return;
    store.update({
      answers: sheet.read(),
      unsaved: !sync.isSaved(),
      writer: sync.writer(),
      revision: sync.revision(),
    });
  }

  function ticked(face, remaining) {
    screens.clock(face, remaining);
    hold.tick(remaining);
  }

  /** A minute before the end the server is asked whether the deadline was put off; not by everybody at once. */
  function warn(minutes) {
    screens.announce(words("left", { minutes }));
    if (minutes === 1) setTimeout(() => sync?.renew(), Math.random() * SPREAD);
  }

  function saved(_, at, deadlineAt) {
    savedAt = at;
    if (clock.until(deadlineAt)) screens.notice(words("put_off", { time: hourAndMinute(deadlineAt) }));
    hold.until(deadlineAt);
    if (clockDoubted) clock.set(at);
    clockDoubted = false;
    remember();
  }

  function askTheTime() {
    clockDoubted = true;
    sync?.renew();
  }

  function over(how, code) {
    clock.stop();
    if (how === "finished") return leave(code === "deadline_passed" ? sync.unsent() : []);
    store.update({ writer: null });
    sync = null;
    screens.show("moved");
  }

  async function finish(screen) {
    if (!sync) return;
    screens.show(screen);
    if (handing) return;
    handing = new AbortController();
    sync.stop();
    store.update({ handing: true });
    const unsent = sync.unsent();
    screens.unsent(unsent, savedAt);
    const { signal } = handing;
    const { outcome, message, byDeadline } = await handIn({ api, sync, left: clock.left, onState: handingIn, signal });
    handing = null;
    if (outcome === "moved") return over("moved");
    if (outcome === "finished" || clock.left() === 0) return leave(byDeadline ? unsent : []);
    goOn();
    if (outcome === "refused") screens.problem(message);
  }

  function goOn() {
    store.update({ handing: false });
    screens.show(null);
    screens.offline(!navigator.onLine);
    sync.resume();
  }

  function handingIn(state, delay) {
    screens.connection(state === "signed_out" ? "online" : state, delay);
    if (state === "signed_out") screens.askToSignIn();
  }

  /** To the result; first what was lost, where answers had not left this device when the time was up. */
  async function leave(unsent = []) {
    clock.stop();
    sync = null;
    await store.forget();
    if (!unsent.length) return location.replace(attempt.urls.result);
    screens.unsent(unsent, savedAt);
    screens.show("late");
  }

  async function yieldToOtherWindow() {
    if (sync && !sync.isSaved()) await Promise.race([sync.now(), new Promise((done) => setTimeout(done, FLUSH))]);
    sync?.stop();
    sync = null;
    clock.stop();
    screens.show("second");
  }

  async function seize() {
    await tab.seize();
    location.reload();
  }

  function reconnected() {
    screens.offline(false);
    sync?.now();
  }

  function turned(no) {
    card.refresh();
    store?.update({ place: no });
  }

  function marked(numbers) {
    card.refresh();
    store?.update({ marks: numbers });
  }

  function firstPlace() {
    const { place } = store.record();
    return place ?? sheet.numbers.find((no) => !sheet.isDone(no)) ?? sheet.numbers[0];
  }

  function listen() {
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    document.querySelectorAll("[data-takeover]").forEach((button) => button.addEventListener("submit", takeOver));
    document.querySelectorAll("[data-submit]").forEach((button) => {
      button.addEventListener("click", () => finish("submitting"));
    });
    document.querySelector("[data-go-on]").addEventListener("click", () => handing?.abort());
    document.querySelector("[data-seize]").addEventListener("click", seize);
    window.addEventListener("pagehide", () => sync?.now());
    document.addEventListener("visibilitychange", () => document.hidden && sync?.now());
    window.addEventListener("online", reconnected);
    window.addEventListener("offline", () => sync && screens.offline(true));
  }
}
