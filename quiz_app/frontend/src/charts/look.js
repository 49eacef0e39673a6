// Colours, letters and motion as the page has them.
export function look(box) {
  const root = getComputedStyle(document.documentElement);
  const colour = (name) => root.getPropertyValue(name).trim();
  return {
    red: colour("--red"), jade: colour("--jade"), gold: colour("--gold"), ink: colour("--ink"), quiet: colour("--ink-2"),
    rule: colour("--rule"), bar: colour("--rule-3"), sheet: colour("--sheet"),
    letters: getComputedStyle(document.body).fontFamily,
    size: Math.round(parseFloat(root.fontSize) * 0.8),
    isNarrow: box.clientWidth < 480,
    moves: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}
