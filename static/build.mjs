// Builds static/build/: the theme in both directions, the scripts, the fonts and the icons the templates name.
import * as esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const out = "static/build";
const browsers = ["chrome111", "firefox113", "safari16"];
mkdirSync(join(out, "fonts"), { recursive: true });

const { css } = sass.compile("static/theme/jisr.scss", {
  style: "expanded",
  loadPaths: ["node_modules", "static/theme"],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
});
for (const [name, text] of [["jisr.css", css], ["jisr.rtl.css", rtlcss.process(css)]]) {
  const { code } = await esbuild.transform(text, { loader: "css", minify: true, target: browsers });
  writeFileSync(join(out, name), code);
}

await esbuild.build({
  entryPoints: readdirSync("static/src").filter((file) => file.endsWith(".js")).map((file) => join("static/src", file)),
  bundle: true,
  minify: true,
  format: "iife",
  target: browsers,
  outdir: out,
  logLevel: "warning",
});

const fonts = [
  ["@fontsource-variable/inter", "inter-latin-wght-normal.woff2"],
  ["@fontsource-variable/inter", "inter-latin-ext-wght-normal.woff2"],
  ["@fontsource-variable/noto-sans-arabic", "noto-sans-arabic-arabic-wght-normal.woff2"],
];
for (const [from, file] of fonts) cpSync(join("node_modules", from, "files", file), join(out, "fonts", file));

// What PDFs are set in: typst reads TrueType and no WOFF.
mkdirSync(join(out, "print"), { recursive: true });
for (const [from, name] of [["noto-sans", "NotoSans"], ["noto-sans-arabic", "NotoSansArabic"]])
  for (const weight of ["400Regular", "700Bold"])
    cpSync(join("node_modules/@expo-google-fonts", from, weight, `${name}_${weight}.ttf`), join(out, "print", `${name}_${weight}.ttf`));

// One sprite with the icons that templates use: {% icon "name" %} refers to it.
const used = new Set();
const read = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) read(path);
    else for (const [, name] of readFileSync(path, "utf8").matchAll(/\{% icon "([a-z0-9-]+)"/g)) used.add(name);
  }
};
read("templates");
const symbols = [...used].sort().map((name) => {
  const file = `node_modules/bootstrap-icons/icons/${name}.svg`;
  if (!existsSync(file)) throw new Error(`No icon is called ${name}: see bootstrap-icons.`);
  const inner = readFileSync(file, "utf8").replace(/<svg[^>]*>/, "").replace("</svg>", "").trim();
  return `<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`;
});
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
