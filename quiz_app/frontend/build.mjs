// Builds src/ into ../static/dist: content-hashed files and manifest.json, which says what each is called.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "../static/dist");
const browsers = ["chrome87", "firefox85", "safari14"];

const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => ({
      contents: sass.compile(path, {
        loadPaths: [join(here, "node_modules")],
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      }).css,
      loader: "css",
    }));
  },
};

const files = {
  "app.css": await bundle("app.css"),
  "app.js": await bundle("app.js"),
  "exam.js": await bundle("exam.js"),
  "busy.js": await bundle("busy.js"),
  "charts.js": await bundle("charts.js"),
  "screen.js": await bundle("screen.js"),
  "icons.svg": await sprite(),
};
await publish(files);

async function bundle(entry) {
  const result = await esbuild.build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    charset: "utf8",
    legalComments: "none",
    target: browsers,
    supported: { destructuring: true },
    plugins: [scss],
    logLevel: "warning",
  });
  return result.outputFiles[0].text;
}

async function sprite() {
  const names = JSON.parse(await readFile(join(here, "src/icons.json"), "utf8"));
  const symbols = await Promise.all(names.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

async function symbol(name) {
  const svg = await readFile(join(here, "node_modules/bootstrap-icons/icons", `${name}.svg`), "utf8");
  const drawing = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 16 16">${drawing}</symbol>`;
}

async function publish(contents) {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const manifest = {};
  for (const [name, text] of Object.entries(contents)) {
    const [stem, suffix] = name.split(".");
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 10);
    manifest[name] = `${stem}-${hash}.${suffix}`;
    await writeFile(join(dist, manifest[name]), text);
  }
  await writeFile(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
