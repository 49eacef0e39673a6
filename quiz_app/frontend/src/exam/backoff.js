const STEPS = [1000, 2000, 4000, 8000, 15_000];

const SOONEST = 400;

/**
 * Milliseconds before the next try after `failures` in a row (1 or more), spread so that devices come back apart, and no
 * sooner than the server asked for (`retryAfter`), unless that would be past the deadline, `left` from now: there is
 * always one more try before it.
 */
export function pause(failures, retryAfter, left) {
  const step = STEPS[Math.min(failures, STEPS.length) - 1];
  const wait = Math.max((retryAfter ?? 0) * (1 + 0.3 * Math.random()), step * (0.8 + 0.4 * Math.random()));
  return wait < left || left <= SOONEST ? wait : Math.max(SOONEST, left * (0.3 + 0.4 * Math.random()));
}

const PASSING = [0, 408, 425, 429];

/** Whether the server lets nobody in for the moment, and answers who is to come again. */
export const isBusy = ({ status }) => status === 503;

/** Whether the same request may succeed later. */
export const isPassing = ({ status }) => PASSING.includes(status) || status >= 500;
