const PATIENCE = 700;

/**
 * One window at a time works on an attempt. `claim` resolves to whether this window may; `onYield` runs (and is waited
 * for) when another window asks for the attempt or takes it from a frozen one. `seize` asks the other window to let go.
 */
export function createTab(name, onYield) {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
  let held = false;

  channel?.addEventListener("message", async ({ data }) => {
    if (!held) return;
    if (data === "anybody") channel.postMessage("here");
    if (data === "yield") {
      await lose();
      channel.postMessage("yielded");
    }
  });

  async function lose() {
    if (!held) return;
    held = false;
    await onYield();
  }

  return {
    async claim() {
      held = navigator.locks ? await lock(name, lose) : !(await heard(channel, "anybody", "here"));
      return held;
    },
    async seize() {
      await heard(channel, "yield", "yielded");
      if (navigator.locks) await navigator.locks.request(name, { steal: true }, () => {});
    },
  };
}

/** A page that is being reloaded gives its lock back a moment late, so this waits that moment. */
function lock(name, onStolen) {
  const tooLong = new AbortController();
  const timer = setTimeout(() => tooLong.abort(), PATIENCE);
  return new Promise((resolve) => {
    const forever = () => {
      clearTimeout(timer);
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks.request(name, { signal: tooLong.signal }, forever).catch(() => {
      resolve(false);
      onStolen();
    });
  });
}

function heard(channel, question, reply) {
  if (!channel) return Promise.resolve(false);
  return new Promise((resolve) => {
    const listen = ({ data }) => data === reply && finish(true);
    const finish = (outcome) => {
      channel.removeEventListener("message", listen);
      resolve(outcome);
    };
    channel.addEventListener("message", listen);
    setTimeout(finish, PATIENCE, false);
    channel.postMessage(question);
  });
}
