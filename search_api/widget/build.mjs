/**
 * Builds ../pages/static/widget.js from these sources: one classic script, so that a plain <script> line is enough.
 * `--out FILE` writes elsewhere, which is how the check sees that the committed file is fresh.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const TARGET = ["chrome111", "firefox114", "safari16.4"];

/** A style sheet as a string, without its spaces. */
const sheets = {
  name: "sheets",
  setup(steps) {
    steps.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const { outputFiles } = await build({
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  entryPoints: ["src/register.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: TARGET,
  charset: "utf8",
  legalComments: "none",
  banner: { js: "/*! regio-zoek | MIT */" },
  plugins: [sheets],
  write: false,
});
const named = process.argv.indexOf("--out");
const out = named > 0 ? process.argv[named + 1] : new URL("../pages/static/widget.js", import.meta.url);
await writeFile(out, outputFiles[0].contents);
