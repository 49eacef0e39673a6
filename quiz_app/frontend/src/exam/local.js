/**
 * What the form should hold when an attempt is opened or taken over: the server's answers, and those that this device
 * could not send. Where nobody else has written since, this device's sheet is the newer one; otherwise it only fills
 * what is still empty. Gives {answers, filled}: filled counts the questions that were filled in that way.
 */
export function reconcile({ writer, revision, answers }, local) {
  if (!local.unsaved) return { answers, filled: 0 };
  const nobodyElseWrote = local.writer === writer || revision <= local.revision;
  if (nobodyElseWrote) return { answers: local.answers, filled: 0 };
  const filled = Object.keys(local.answers).filter((no) => !answers[no]?.length);
  return { answers: { ...local.answers, ...answers }, filled: filled.length };
}
