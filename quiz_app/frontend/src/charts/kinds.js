// What each kind of chart makes of a table: an ECharts option. Each kind is a function of (data, look).
const WIDE_LABEL = 10;
const NARROW_LABEL = 6;

export const KINDS = { columns, bars, scatter, treemap };
export const MOST_ROWS = 20;

// Upright columns, one for each row; where a row has the tone "most", it alone stands out.
function columns({ series, rows }, look) {
  const common = rows.some((row) => row.tone === "most") ? look.bar : look.red;
  return {
    ...frame(look, { left: 8, right: 12, top: 24 }),
    xAxis: category(rows.map((row) => row.label), look),
    yAxis: { ...value(look), minInterval: 1 },
    tooltip: tooltip(look, (at) => `${at.name}\n${series[0]} ${grouped(at.value)}`),
    series: [{
      type: "bar",
      name: series[0],
      barMaxWidth: 40,
      data: rows.map((row) => ({ value: row.values[0], itemStyle: { color: row.tone === "most" ? look.red : common } })),
    }],
  };
}

// Bars that lie, in per cent, a group for each row; a row of the tone "right" is the right answer.
function bars({ series, rows }, look) {
  const shown = rows.slice(0, MOST_ROWS).reverse();
  const tones = [look.red, look.jade, look.gold];
  return {
    ...frame(look, { left: 8, right: 24, top: series.length > 1 ? 40 : 8 }),
    legend: series.length > 1
      ? { top: 0, left: 0, textStyle: text(look), itemWidth: 14, itemHeight: 10, data: series }
      : undefined,
    xAxis: percent(look),
    yAxis: { ...category(shown.map((row) => row.label), look), axisLabel: { ...text(look), formatter: shorter(look) } },
    tooltip: tooltip(look, (at) => `${at.name}\n${at.seriesName} ${at.value.toFixed(1)}%`),
    series: series.map((name, place) => ({
      type: "bar",
      name,
      barMaxWidth: 16,
      itemStyle: { color: tones[place % tones.length] },
      data: shown.map((row) => ({
        value: row.values[place],
        itemStyle: row.tone === "right" ? { color: look.jade } : row.tone === "wrong" ? { color: look.bar } : undefined,
      })),
    })),
  };
}

// A dot for each row: across its first value in per cent, upwards its second, an index from -1 to 1.
function scatter({ series, rows }, look) {
  const limit = { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: look.bar, type: "dashed" } };
  return {
    ...frame(look, { left: 8, right: 20, top: 32, bottom: 24 }),
    xAxis: { ...percent(look), ...named(series[0], look, "middle", 28) },
    yAxis: {
      ...value(look),
      ...named(series[1], look, "end", 14),
      min: ({ min }) => Math.min(0, Math.floor(min * 5) / 5),
      max: ({ max }) => Math.min(1, Math.ceil(max * 5 + 0.5) / 5),
    },
    tooltip: tooltip(look, (at) => `${at.name}\n${series[0]} ${at.value[0].toFixed(1)}%\n${series[1]} ${signed(at.value[1])}`),
    series: [{
      type: "scatter",
      symbolSize: rows.length > 100 ? 6 : 9,
      data: rows
        .filter((row) => row.values[0] !== null && row.values[1] !== null)
        .map((row) => ({
          name: row.label,
          value: row.values,
          itemStyle: { color: row.values[1] < 0.2 ? look.red : look.jade, opacity: 0.65 },
        })),
      markLine: { ...limit, data: [{ yAxis: 0.2 }, { xAxis: 30 }, { xAxis: 85 }] },
    }],
  };
}

// A rectangle for each row, as large as its size; the row's tone is its colour, its first value stands on it in per cent.
// It leads where the row's name does.
function treemap({ series, rows }, look) {
  const said = (value) => (value === null ? "—" : `${value.toFixed(1)}%`);
  return {
    animation: look.moves,
    tooltip: tooltip(look, (at) => `${at.name}\n${grouped(at.value)} · ${series[0]} ${said(at.data.rate)}`),
    series: [{
      type: "treemap",
      left: 0, right: 0, top: 0, bottom: 0,
      roam: false,
      nodeClick: false,
      breadcrumb: { show: false },
      label: { ...text(look), color: look.sheet, formatter: (at) => `${at.name}\n${said(at.data.rate)}` },
      itemStyle: { borderColor: look.sheet, borderWidth: 1, gapWidth: 1 },
      data: rows
        .filter((row) => row.size > 0)
        .map((row) => ({
          name: row.label,
          value: row.size,
          rate: row.values[0],
          url: row.url,
          itemStyle: { color: row.tone === "right" ? look.jade : look.red },
        })),
    }],
  };
}

function frame(look, edges) {
  return {
    animation: look.moves,
    textStyle: text(look),
    grid: { ...edges, bottom: edges.bottom ?? 8, containLabel: true },
  };
}

function text(look) {
  return { color: look.quiet, fontFamily: look.letters, fontSize: look.size };
}

function category(labels, look) {
  return { type: "category", data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: look.rule } }, axisLabel: text(look) };
}

function value(look) {
  return { type: "value", splitLine: { lineStyle: { color: look.rule } }, axisLabel: text(look) };
}

function percent(look) {
  return {
    ...value(look),
    min: 0,
    max: 100,
    interval: look.isNarrow ? 50 : 25,
    axisLine: { onZero: false },
    axisLabel: { ...text(look), formatter: "{value}%" },
  };
}

function named(name, look, place, gap) {
  return { name, nameLocation: place, nameGap: gap, nameTextStyle: { ...text(look), align: place === "end" ? "left" : "center" } };
}

function tooltip(look, formatter) {
  return {
    renderMode: "richText",
    confine: true,
    trigger: "item",
    backgroundColor: look.sheet,
    borderColor: look.bar,
    textStyle: { ...text(look), color: look.ink },
    formatter,
  };
}

const grouped = (number) => number.toLocaleString("en-US");
const signed = (number) => number.toFixed(2).replace("-", "−");

function shorter(look) {
  const most = look.isNarrow ? NARROW_LABEL : WIDE_LABEL;
  return (label) => (label.length > most ? `${label.slice(0, most - 1)}…` : label);
}
