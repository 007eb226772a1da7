// Filters, sorts and pages the table of sources. Rows that are not shown are kept out of the page: to lay
// out ten thousand of them takes longer than to look through all of their texts.
"use strict";

(() => {
  const PAGE = 200;
  const table = document.querySelector("#sources");
  const body = table.tBodies[0];
  const form = document.querySelector("#filters");
  const more = document.querySelector("#more");
  const search = document.querySelector("#q");

  const rows = [...body.rows].map((element) => {
    const cells = [...element.cells].map((cell) => cell.textContent);
    return {
      element,
      cells,
      text: cells.slice(0, 5).join("\n").toLowerCase(),
      years: cells[2].split(" "),
      templates: cells[3].split(" "),
      status: cells[4].split(":")[0],
      lowest: cells[6] === "" ? 1 : Number(cells[6]),
      codes: (element.dataset.codes || "").split(" "),
      open: "open" in element.dataset,
    };
  });
  let shown = rows;
  let limit = PAGE;
  let at = -1;

  const value = (name) => {
    const field = form.querySelector(`[data-filter="${name}"]`);
    return field.type === "checkbox" ? field.checked : field.value;
  };

  function filter() {
    const words = value("text").toLowerCase().split(/\s+/).filter(Boolean);
    const [status, template, year, code] = ["status", "template", "year", "code"].map(value);
    const below = value("below") === "" ? Infinity : Number(value("below"));
    const open = value("open");
    shown = rows.filter(
      (row) =>
        (!open || row.open) &&
        (!status || row.status === status) &&
        (!template || row.templates.includes(template)) &&
        (!year || row.years.includes(year)) &&
        (!code || row.codes.includes(code)) &&
        row.lowest < below &&
        words.every((word) => row.text.includes(word)),
    );
    limit = PAGE;
    at = -1;
    show();
  }

  function show() {
    body.replaceChildren(...shown.slice(0, limit).map((row) => row.element));
    more.hidden = shown.length <= limit;
    document.querySelector("#n-shown").textContent = `${shown.length} of ${rows.length} sources`;
    shown.forEach((row, nth) => nth < limit && row.element.classList.toggle("at", nth === at));
  }

  function go(step) {
    const next = Math.min(Math.max(at + step, 0), shown.length - 1);
    if (next < 0) return;
    if (shown[at]) shown[at].element.classList.remove("at");
    at = next;
    if (at >= limit) {
      limit += PAGE;
      show();
    }
    const { element } = shown[at];
    element.classList.add("at");
    element.scrollIntoView({ block: "nearest" });
    const link = element.querySelector("a");
    if (link) link.focus({ preventScroll: true });
  }

  const order = new Intl.Collator("zh", { numeric: true });
  function sort(column, kind, descending) {
    const compare =
      kind === "number"
        ? (a, b) => Number(a.cells[column] || Infinity) - Number(b.cells[column] || Infinity)
        : (a, b) => order.compare(a.cells[column], b.cells[column]);
    rows.sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
    filter();
  }

  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sort(head.cellIndex, head.dataset.sort, descending);
    });
  }

  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => {
    limit += PAGE;
    show();
  });
  for (const button of document.querySelectorAll("button[data-filter]")) {
    button.addEventListener("click", () => {
      form.querySelector(`[data-filter="${button.dataset.filter}"]`).value = button.dataset.value;
      filter();
      form.scrollIntoView();
    });
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && typing) return event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = { j: () => go(1), k: () => go(-1), "/": () => search.focus() };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  form.hidden = false;
  show();
  document.documentElement.classList.remove("scripted");
})();
