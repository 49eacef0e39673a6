// A chart's table twin as data: the header cells that name a series, and of each row its label and its values.
// An empty `data-v` is a value that is not known.
export function read(table) {
  const series = [...table.querySelectorAll("thead th[data-series]")].map((cell) => cell.dataset.series);
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => ({
    label: words(row.querySelector("[data-label-of-row]") || row.querySelector("th")),
    tone: row.dataset.tone || "",
    size: Number(row.dataset.size || 0),
    url: row.querySelector("th a")?.getAttribute("href") || "",
    values: [...row.querySelectorAll("[data-v]")].map((cell) => (cell.dataset.v === "" ? null : Number(cell.dataset.v))),
  }));
  return { series, rows: rows.filter((row) => row.values.length) };
}

function words(cell) {
  return cell.dataset.short || cell.textContent.trim().replace(/\s+/g, " ");
}
