// A report of made documents, and a browser that opens it from the disk.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");
const program = resolve(root, process.env.FORMGRID || "target/debug/formgrid");

/** A temporary folder with files, in which the command runs. */
export class Desk {
  constructor(files) {
    this.folder = mkdtempSync(join(tmpdir(), "formgrid-review-"));
    for (const [name, content] of Object.entries(files)) this.put(name, content);
  }

  path(name) {
    return join(this.folder, name);
  }

  url(name) {
    return pathToFileURL(this.path(name)).href;
  }

  put(name, content) {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  run(...args) {
    return execFileSync(program, args, { cwd: this.folder, encoding: "utf8", stdio: "pipe" });
  }

  /** All records of a run. */
  records(out) {
    const { departments } = JSON.parse(readFileSync(this.path(`${out}/run.json`), "utf8"));
    const names = [...departments.map((name) => `departments/${name}`), "unassigned.jsonl"];
    const texts = names.map((name) => readFileSync(this.path(`${out}/${name}`), "utf8"));
    return texts.join("").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }
}

/** A document of the corpus. */
export const document = (name) => readFileSync(join(root, "corpora", name));

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/** A page that fails the test on script errors, and records the addresses it requests. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1500, height: 950 }, ...options });
  const page = await context.newPage();
  page.requests = [];
  page.faults = [];
  page.on("request", (request) => page.requests.push(request.url()));
  page.on("pageerror", (error) => page.faults.push(error.message));
  page.on("dialog", (dialog) => {
    page.faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(url);
  return page;
}

/** Saves a screenshot for debugging. */
export function shot(page, name) {
  return page.screenshot({ path: join(here, "shots", `${name}.png`) });
}
