// Draws every chart of a page from the table that stands beside it. Where no script runs, the table is all there is.
import { BarChart, ScatterChart, TreemapChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { KINDS, MOST_ROWS } from "./kinds.js";
import { look } from "./look.js";
import { read } from "./table.js";

const ROW = 34;
const HEAD = 96;

use([BarChart, ScatterChart, TreemapChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export function drawAll(root) {
  for (const box of root.querySelectorAll("[data-chart]:not([data-drawn])")) draw(box);
}

function draw(box) {
  const data = read(document.getElementById(box.dataset.table));
  if (!data.rows.length) return;
  box.dataset.drawn = "";
  box.hidden = false;
  if (box.dataset.chart === "bars") {
    const rows = Math.min(data.rows.length, MOST_ROWS);
    box.style.height = `${HEAD + rows * Math.max(ROW, 14 * data.series.length)}px`;
  }
  const chart = init(box, null, { renderer: "svg" });
  const show = () => chart.setOption(KINDS[box.dataset.chart](data, look(box)), true);
  show();
  chart.on("click", ({ data: part }) => part?.url && location.assign(part.url));
  new ResizeObserver(() => chart.resize({ silent: true })).observe(box);
  // the switch of letter size changes what the labels measure
  new MutationObserver(show).observe(document.documentElement, { attributes: true, attributeFilter: ["data-type"] });
}
