// The index of a run of ten thousand sources: how long it takes to open and to filter.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Desk, launch, open, shot } from "./report.mjs";

const N = 10_000;

/** Milliseconds; twice the target, because the machine may be busy. */
const MOST = { open: 4_000, filter: 200 };

/** The parts of a run's output that a report reads. */
function run() {
  const kinds = { filing: 1, funding: 0, statement: 0, goal: 0, project: 0, indicator: 3, table: 0, unmapped: 0 };
  const [sources, findings, records] = [[], [], []];
  for (let nth = 0; nth < N; nth += 1) {
    const path = `2030/county-${nth % 97}/form-${nth}.docx`;
    const department = `第${nth % 400}号单位`;
    const source = { path };
    sources.push({
      path, sha256: String(nth).padStart(64, "0"), bytes: 9000, format: "docx", status: "ok", error: null,
      duplicate_of: null, tables: 1, records: kinds, departments: [department], pages: null,
    });
    const head = { filing: "f", department, fiscal_year: 2020 + (nth % 9), source };
    records.push({ kind: "filing", id: "1", confidence: 0.9, ...head, template: nth % 7 ? "wuhan-overall" : "generic" });
    for (let row = 0; row < 3; row += 1) {
      records.push({ kind: "indicator", id: `${row}`, confidence: ((nth * 7 + row) % 100) / 100, ...head });
    }
    if (nth % 3 === 0) {
      findings.push({ code: "check/parts-total", severity: "warning", message: "x", source, filing: null, record: null });
    }
  }
  const lines = (all) => all.map((one) => JSON.stringify(one) + "\n").join("");
  return {
    "out/run.json": JSON.stringify({ tool: "formgrid", departments: ["all.jsonl"] }),
    "out/sources.jsonl": lines(sources),
    "out/diagnostics.jsonl": lines(findings),
    "out/departments/all.jsonl": lines(records),
    "out/unassigned.jsonl": "",
  };
}

test("ten thousand sources open and filter at once", async () => {
  const desk = new Desk(run());
  desk.run("review", "out", "--limit", "20");
  const browser = await launch();
  try {
    const begin = performance.now();
    const page = await open(browser, desk.url("out/review/index.html"));
    await page.waitForSelector("#filters:not([hidden])");
    const opened = performance.now() - begin;
    const filter = (text) =>
      page.evaluate((text) => {
        const search = document.querySelector("#q");
        const begin = performance.now();
        search.value = text;
        search.dispatchEvent(new Event("input", { bubbles: true }));
        document.body.getBoundingClientRect();
        return performance.now() - begin;
      }, text);
    const times = [];
    for (const text of ["county-5/", "第3号单位", "form-99", "wuhan ok", ""]) times.push(await filter(text));
    assert.equal(await page.locator("#n-shown").textContent(), `${N} of ${N} sources`);
    console.log(`opened in ${opened.toFixed()} ms, filtered in at most ${Math.max(...times).toFixed()} ms`);
    await shot(page, "ten-thousand");
    assert.ok(opened < MOST.open, `${opened} ms to open`);
    assert.ok(Math.max(...times) < MOST.filter, `${times} ms to filter`);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser.close();
  }
});
