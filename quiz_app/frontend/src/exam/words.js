/** The page's own sentences, with {names} filled in. */
export function createWords(sentences) {
  return (key, values = {}) => sentences[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const clockTime = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "Asia/Shanghai",
});

export const hourAndMinute = (instant) => clockTime.format(new Date(instant));
