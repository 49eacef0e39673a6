const STEPS = [1000, 2000, 4000, 8000, 15_000];

/** Milliseconds before the next try after `failures` in a row (1 or more), spread so that devices come back apart. */
export function pause(failures, retryAfter) {
  const step = STEPS[Math.min(failures, STEPS.length) - 1];
  return Math.max(retryAfter ?? 0, step * (0.8 + 0.4 * Math.random()));
}

const PASSING = [0, 408, 425, 429];

/** Whether the same request may succeed later. */
export const isPassing = ({ status }) => PASSING.includes(status) || status >= 500;
