// The pages of a report in a real browser: select, filter, correct, save, apply.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { Desk, document, launch, open, shot } from "./report.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const letter = (department, rows) => `<h1>${department}绩效任务书</h1><table>
<tr><td>任务书编号</td><td colspan="4">12</td></tr>
<tr><td>预算单位</td><td colspan="4">${department}</td></tr>
<tr><td rowspan="${rows.length + 1}">绩效指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td><td>督办要求</td></tr>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n")}</table>`;

const HOSTILE = [
  "</script><script>document.title='taken'</script>",
  `"><img src="https://example.invalid/x.png" onerror="document.title='taken'">`,
  "<style>@import url(https://example.invalid/x.css)</style>",
];
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

let browser;
let desk;

before(async () => {
  desk = new Desk({
    "inputs/a.html": letter("甲县乙局", [
      ["数量指标", "巡查次数", "≥12次", "每月一次"],
      ["质量指标", "办结率", "≥95%", "按季通报"],
    ]),
    "inputs/b.html": letter("丙县丁局", [["数量指标", "培训人次", "≥300人次", "每季一次"]]),
    "inputs/hostile.html": letter("戊县己局", [
      ["数量指标", escaped(HOSTILE[0]), escaped(HOSTILE[1]), escaped(HOSTILE[2])],
    ]),
    "inputs/form.pdf": document("media/hubei-overall-2023/form.pdf"),
    "inputs/dump.txt": document("text/header-of-two-rows.txt"),
  });
  desk.run("extract", "inputs", "-o", "out", "-q");
  desk.run("review", "out", "--all");
  browser = await launch();
});
after(() => browser?.close());

/** Opens the page of a source from the index, as a person does. */
async function source(name, options) {
  const page = await open(browser, desk.url("out/review/index.html"), options);
  await page.getByRole("link", { name, exact: true }).click();
  await page.waitForSelector("#records");
  return page;
}

function sound(page) {
  assert.deepEqual(page.faults, []);
  const away = page.requests.filter((url) => !url.startsWith("file:") && !url.startsWith("blob:"));
  assert.deepEqual(away, [], "a request leaves");
}

test("the index filters, sorts and is worked by keys", async () => {
  const page = await open(browser, desk.url("out/review/index.html"));
  const paths = () => page.locator("#sources tbody a").allTextContents();
  assert.equal((await paths()).length, 5);
  await page.keyboard.press("/");
  await page.keyboard.type("丙县");
  assert.deepEqual(await paths(), ["b.html"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#sources tbody tr").length === 5);
  await page.getByRole("button", { name: "Source", exact: true }).click();
  assert.deepEqual(await paths(), ["a.html", "b.html", "dump.txt", "form.pdf", "hostile.html"]);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/sources/);
  assert.equal(await page.locator("h1").textContent(), "b.html");
  await shot(page, "from-index");
  sound(page);
});

test("a record lights up its cells, and a cell its record", async () => {
  const page = await source("a.html");
  await page.locator(".rec", { hasText: "巡查次数" }).last().click();
  const lit = await page.locator(".grid td.near").allTextContents();
  assert.ok(lit.includes("≥12次") && lit.includes("巡查次数"), lit.join(" "));
  await page.locator(".grid td", { hasText: "≥95%" }).click();
  assert.match(await page.locator(".rec.at h3").textContent(), /办结率/);
  assert.equal(await page.locator(".rec.at div.lit dt").textContent(), "target");
  assert.equal(await page.locator(".original td.lit").textContent(), "≥95%");
  await shot(page, "linked");
  sound(page);
});

test("keys go through the records", async () => {
  const page = await source("a.html");
  await page.keyboard.press("j");
  const first = await page.locator(".rec.at").getAttribute("id");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await page.locator(".rec.at").getAttribute("id"), first);
  await page.keyboard.press("a");
  assert.ok(await page.locator(".rec.at.accepted").isVisible());
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".rec.at").count(), 0);
  sound(page);
});

test("what is corrected here holds for the next run", async () => {
  const page = await source("a.html", { acceptDownloads: true });
  const record = page.locator(".rec", { hasText: "办结率" }).last();
  await record.click();
  await record.getByRole("button", { name: "Edit target" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("≥96%");
  await page.keyboard.press("Enter");
  assert.equal(await record.locator("ins").textContent(), "≥96%");
  await record.getByRole("button", { name: "Accept" }).click();
  await page.getByText("Why: read with").click();
  const part = page.locator('li[data-words="督办要求"]');
  await part.getByRole("button", { name: "Reassign" }).click();
  await part.locator("select").selectOption("remark");
  await page.reload();
  assert.equal(await page.locator("#n-corrections").textContent(), "3");
  assert.equal(await page.locator(".rec ins").textContent(), "≥96%");
  await shot(page, "corrected");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /^Save/ }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "corrections.jsonl");
  await download.saveAs(desk.path("corrections.jsonl"));
  desk.run("review", "apply", "corrections.jsonl", "--templates", "templates", "--write");
  const expected = readFileSync(desk.path("known/a.expected.jsonl"), "utf8");
  assert.match(expected, /"raw":"≥96%","kind":"number","op":"≥","number":96.0/);
  desk.run("extract", "inputs", "-o", "next", "-q", "--templates", "templates");
  const remarks = desk.records("next").filter((one) => one.kind === "indicator" && one.remark);
  assert.deepEqual(
    remarks.map((one) => [one.level3, one.remark]).filter(([name]) => /巡查|培训/.test(name)).sort(),
    [["培训人次", "每季一次"], ["巡查次数", "每月一次"]].sort(),
  );
  sound(page);
});

test("texts of documents are texts", async () => {
  const page = await source("hostile.html");
  for (const text of HOSTILE) {
    assert.ok((await page.locator(".grid td", { hasText: text }).count()) > 0, text);
  }
  await page.locator(".rec", { hasText: "taken" }).first().click();
  assert.equal(await page.title(), "hostile.html");
  assert.equal(await page.locator("main img[onerror], main style, main script").count(), 0);
  sound(page);
});

test("a page of a PDF document is shown with its boxes", async () => {
  const page = await source("form.pdf");
  const image = page.locator(".paper img").first();
  await image.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector(".paper img").naturalWidth > 600);
  const record = page.locator('.rec[data-kind="indicator"]').first();
  await record.click();
  const box = page.locator(".paper rect.near").first();
  const [inner, outer] = [await box.boundingBox(), await image.boundingBox()];
  assert.ok(inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width);
  assert.ok(inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height);
  await shot(page, "pdf");
  sound(page);
});

test("without scripts all of it can be read", async () => {
  const page = await source("a.html", { javaScriptEnabled: false });
  assert.ok(await page.getByText("≥12次").first().isVisible());
  assert.equal(await page.locator("#filters").isVisible(), false);
  sound(page);
});

for (const colorScheme of ["light", "dark"]) {
  for (const name of ["index", "a.html", "form.pdf"]) {
    test(`axe finds nothing serious on ${name}, ${colorScheme}`, async () => {
      const page =
        name === "index"
          ? await open(browser, desk.url("out/review/index.html"), { colorScheme, bypassCSP: true })
          : await source(name, { colorScheme, bypassCSP: true });
      if (name !== "index") {
        await page.keyboard.press("j");
        await page.keyboard.press("j");
        for (const why of await page.locator("summary").all()) await why.click();
      }
      await shot(page, `${name}-${colorScheme}`);
      await page.addScriptTag({ path: axe });
      const { violations } = await page.evaluate(() => axe.run());
      const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
      const told = serious.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
      assert.deepEqual(told, []);
    });
  }
}
