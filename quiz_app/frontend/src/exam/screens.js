import { hourAndMinute } from "./words.js";

const byId = (id) => document.getElementById(id);

/** What stands around the paper: the saved line, banners, whole screens and dialogs. */
export function createScreens({ words, urls }) {
  let signedOut = false;
  let dismissed = false;
  let counting = null;

  byId("sign-in-link").href = withNext(urls.sign_in);
  byId("sign-in").addEventListener("close", () => (dismissed = signedOut));

  function state(name, { time, message, delay } = {}) {
    const saved = byId("saved");
    clearInterval(counting);
    if (name === "busy") return busy(saved, delay);
    const key = { offline: "kept", refused: "retrying" }[name] ?? name;
    saved.textContent = words(key, { time: time && hourAndMinute(time) });
    saved.dataset.state = ["opening", "opened", "saved", "saving"].includes(name) ? name : "kept";
    if (name !== "saving" && name !== "opened") byId("offline").hidden = name !== "offline";
    if (name === "refused" && message) notice(message);
    if (name === "signed_out") askToSignIn();
    if (name === "saved") signedInAgain();
  }

  function busy(saved, delay) {
    if (saved.dataset.state !== "busy") announce(words("busy", { seconds: Math.ceil(delay / 1000) }));
    saved.dataset.state = "busy";
    byId("offline").hidden = true;
    countDown(delay, (seconds) => (saved.textContent = words("busy", { seconds })));
  }

  /** Shows the whole seconds that are left of a wait, until the next state. */
  function countDown(delay, show) {
    clearInterval(counting);
    const until = performance.now() + delay;
    const tick = () => show(Math.max(1, Math.ceil((until - performance.now()) / 1000)));
    counting = setInterval(tick, 1000);
    tick();
  }

  function announce(text) {
    byId("announcer").textContent = text;
  }

  function askToSignIn() {
    signedOut = true;
    if (!dismissed && !byId("sign-in").open) byId("sign-in").showModal();
  }

  function signedInAgain() {
    signedOut = false;
    dismissed = false;
    byId("sign-in").close();
  }

  function notice(text) {
    byId("notice").querySelector("p").textContent = text;
    byId("notice").hidden = !text;
  }

  /** Puts a screen in place of the paper; without a name the paper returns. */
  function show(name) {
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
    document.querySelectorAll("[data-screen]").forEach((screen) => (screen.hidden = screen.dataset.screen !== name));
    document.body.classList.toggle("screened", Boolean(name));
    lock(false);
    if (name) byId("offline").hidden = true;
    window.scrollTo(0, 0);
  }

  /** Whether the paper takes no answer. */
  function lock(isLocked) {
    document.documentElement.classList.toggle("opening", isLocked);
    document.querySelectorAll("#sheet, .exam-foot, .exam-head .btn").forEach((part) => (part.inert = isLocked));
  }

  /** What the screens of handing in say while they wait: online | offline | busy, and then the seconds to the next try. */
  function connection(kind, delay = 0) {
    document.querySelectorAll("[data-when]").forEach((part) => {
      part.hidden = !part.dataset.when.split(" ").includes(kind);
    });
    const seconds = document.querySelectorAll("[data-retry]");
    if (kind === "busy") countDown(delay, (left) => seconds.forEach((place) => (place.textContent = left)));
  }

  return {
    state,
    show,
    notice,
    connection,
    askToSignIn,
    announce,
    opening() {
      lock(true);
      state("opening");
    },
    /** Names the questions whose answers had not left this device, and says which sheet counts. */
    unsent(numbers, savedAt) {
      const key = savedAt ? "unsent" : "nothing_sent";
      const text = words(key, { numbers: numbers.join("、"), time: savedAt && hourAndMinute(savedAt) });
      document.querySelectorAll("[data-unsent]").forEach((line) => {
        line.textContent = text;
        line.hidden = !numbers.length;
      });
    },
    offline: (isOffline) => (byId("offline").hidden = !isOffline),
    clock(face, left) {
      document.querySelectorAll("[data-clock]").forEach((clock) => {
        clock.textContent = face;
        clock.classList.toggle("near", left <= 5 * 60_000);
      });
    },
    problem(message) {
      byId("problem-text").textContent = message || words("failed");
      byId("problem").showModal();
    },
  };
}

function withNext(url) {
  const next = encodeURIComponent(location.pathname + location.search);
  return `${url}${url.includes("?") ? "&" : "?"}next=${next}`;
}
