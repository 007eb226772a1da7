// The page of a source: what belongs together lights up, and what is wrong is corrected.
"use strict";

(() => {
  const main = document.querySelector("main");
  const { path: source, sha: sha256 } = main.dataset;
  const records = [...document.querySelectorAll(".rec")];
  // Everything on the page by the key of the cell or paragraph that it belongs to.
  const byKey = new Map();
  for (const element of main.querySelectorAll("[data-c]")) {
    const { c } = element.dataset;
    if (!byKey.has(c)) byKey.set(c, []);
    byKey.get(c).push(element);
  }
  let at = null;

  const make = (tag, text, properties = {}) =>
    Object.assign(document.createElement(tag), { textContent: text, ...properties });
  const column = (element) => element.closest(".columns > section");

  function dim(...classes) {
    for (const name of classes) {
      for (const element of main.querySelectorAll(`.${name}`)) element.classList.remove(name);
    }
  }

  // Marks what has one of these keys, and shows the first of it in each other column.
  function light(keys, name, from) {
    const seen = new Set([from]);
    for (const key of keys) {
      for (const element of byKey.get(key) || []) {
        if (element.matches(".rec")) continue;
        element.classList.add(name);
        if (element.closest("details:not([open])") || seen.has(column(element))) continue;
        seen.add(column(element));
        element.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    }
  }

  const keysOf = (record) =>
    [record, ...record.querySelectorAll("[data-c]")].map((element) => element.dataset.c).filter(Boolean);

  function select(record) {
    dim("near", "lit");
    if (at) {
      at.classList.remove("at");
      at.querySelector(".tools")?.remove();
    }
    at = record;
    if (!record) return;
    record.classList.add("at");
    light(keysOf(record), "near", column(record));
    record.querySelector("h3").after(tools(record));
    record.scrollIntoView({ block: "nearest" });
    record.focus({ preventScroll: true });
  }

  // Of what was read in a cell: the record that says so in a field of its own, else any that begins there.
  function recordOf(key) {
    const elements = byKey.get(key) || [];
    const field = elements.find((element) => element.matches(".rec div"));
    return field ? field.closest(".rec") : elements.find((element) => element.matches(".rec"));
  }

  function go(step, wanted = () => true) {
    const from = records.indexOf(at);
    const start = from < 0 ? (step > 0 ? 0 : records.length - 1) : from + step;
    for (let nth = start; records[nth]; nth += step) {
      if (wanted(records[nth])) return select(records[nth]);
    }
  }

  // ---- corrections

  const add = (action) => basket.add({ source, sha256, ...action });
  const drop = (action) => basket.remove({ source, sha256, ...action });
  const about = (record) => ({ id: record.dataset.id, kind: record.dataset.kind });

  function tools(record) {
    const bar = make("div", "", { className: "tools" });
    const button = (text, act) => {
      const made = make("button", text, { type: "button" });
      made.addEventListener("click", act);
      bar.append(made);
    };
    const accepted = record.classList.contains("accepted");
    button(accepted ? "Take back" : "Accept", () => accept(record));
    for (const field of record.querySelectorAll("div[data-s]")) {
      button(`Edit ${field.dataset.f}`, () => edit(field));
    }
    const offered = document.querySelector(`#fields-${CSS.escape(record.dataset.kind)}`);
    if (offered) {
      const names = make("select", "", { ariaLabel: "Add a field" });
      names.append(make("option", "Add a field…", { value: "" }));
      const has = new Set([...record.querySelectorAll("div[data-f]")].map((field) => field.dataset.f));
      for (const option of offered.content.children) {
        if (!has.has(option.value)) names.append(option.cloneNode(true));
      }
      names.addEventListener("change", () => {
        const chosen = names.selectedOptions[0];
        if (chosen.value) edit(field(record, chosen.value, chosen.dataset.s));
      });
      bar.append(names);
    }
    return bar;
  }

  function accept(record) {
    const action = { action: "accept", ...about(record) };
    if (record.classList.toggle("accepted")) add(action);
    else drop(action);
    select(record);
  }

  // A field that the record did not have.
  function field(record, name, shape) {
    const made = document.createElement("div");
    Object.assign(made.dataset, { f: name, s: shape, added: "" });
    const value = document.createElement("dd");
    value.append(make("span", ""));
    made.append(make("dt", name), value);
    record.querySelector("dl").append(made);
    return made;
  }

  const printed = (field) => field.querySelector("dd > span").textContent;

  function edit(field) {
    const value = field.querySelector("dd");
    if (value.querySelector("input, textarea")) return;
    const now = value.querySelector("ins")?.textContent ?? printed(field);
    const shape = field.dataset.s;
    const box = document.createElement(shape === "text" && now.length > 40 ? "textarea" : "input");
    box.value = now;
    box.ariaLabel = `${field.dataset.f} as the document prints it`;
    if (shape === "number" || shape === "whole") {
      Object.assign(box, { type: "number", step: shape === "whole" ? "1" : "any" });
    }
    let over = false;
    const finish = (keep) => {
      if (over) return;
      over = true;
      const text = box.value.trim();
      const valid = box.checkValidity();
      box.remove();
      if (keep && valid && text !== now) change(field, text);
      else if ("added" in field.dataset && !value.querySelector("ins")) field.remove();
    };
    box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") finish(false);
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        finish(true);
      }
    });
    box.addEventListener("blur", () => finish(true));
    value.append(box);
    box.focus();
  }

  function change(field, text) {
    const record = field.closest(".rec");
    const added = "added" in field.dataset;
    const old = added ? null : printed(field);
    const action = { action: "edit", ...about(record), field: field.dataset.f, old, new: text };
    if (text === (old ?? "")) drop(action);
    else add(action);
    shown(field, text);
  }

  function shown(field, text) {
    field.querySelector("ins")?.remove();
    const same = text === printed(field);
    field.classList.toggle("edited", !same);
    if (!same) field.querySelector("dd > span").after(" ", make("ins", text || "(nothing)"));
  }

  // Each label and column that was read as a field may mean another one.
  for (const part of document.querySelectorAll("li[data-role]")) {
    const button = make("button", "Reassign", { type: "button" });
    button.addEventListener("click", () => offer(part, button));
    part.append(" ", button);
  }

  function offer(part, button) {
    const { role, words, from } = part.dataset;
    const names = make("select", "", { ariaLabel: `What ${words} means` });
    names.append(make("option", `as it is: ${from || "nothing"}`, { value: "" }));
    names.append(document.querySelector(`#${role}`).content.cloneNode(true));
    names.addEventListener("change", () => {
      const action = { action: "reassign", role, words, from: from || null, to: names.value };
      if (names.value) add(action);
      else drop(action);
      part.classList.toggle("edited", names.value !== "");
    });
    button.replaceWith(names);
    names.focus();
    return names;
  }

  // What was corrected before is shown again.
  for (const correction of basket.of(source)) {
    const { action, id, field: name, role, words, to } = correction;
    const record = id && records.find((one) => one.dataset.id === id);
    if (action === "accept" && record) record.classList.add("accepted");
    if (action === "edit" && record) {
      const there = [...record.querySelectorAll("div[data-f]")].find((one) => one.dataset.f === name);
      shown(there || field(record, name, "text"), correction.new);
    }
    if (action === "reassign") {
      const parts = [...document.querySelectorAll("li[data-role]")];
      const part = parts.find((one) => one.dataset.role === role && one.dataset.words === words);
      const button = part?.querySelector("button");
      if (button) offer(part, button).value = to;
    }
  }

  // ---- mouse and keys

  main.addEventListener("click", (event) => {
    if (event.target.closest("button, select, input, textarea, summary, a")) return;
    const element = event.target.closest("[data-c]");
    const record = event.target.closest(".rec");
    if (record && record !== at) select(record);
    if (!element) return;
    const key = element.dataset.c;
    if (!record) {
      const found = recordOf(key);
      if (found && found !== at) select(found);
    }
    dim("lit");
    if (!element.matches(".rec")) light([key], "lit", column(element));
  });
  main.addEventListener("dblclick", (event) => {
    const field = event.target.closest(".rec div[data-s]");
    if (field) edit(field);
  });
  // A field under the mouse shows its cell.
  for (const field of document.querySelectorAll(".rec div[data-c]")) {
    field.addEventListener("mouseenter", () => {
      dim("lit");
      for (const element of byKey.get(field.dataset.c)) {
        if (!element.matches(".rec")) element.classList.add("lit");
      }
    });
  }

  const turn = (rel) => document.querySelector(`a[rel="${rel}"]`)?.click();
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    d: () => go(1, (record) => record.classList.contains("doubtful")),
    a: () => at && accept(at),
    e: () => at?.querySelector("div[data-s]") && edit(at.querySelector("div.lit[data-s]") || at.querySelector("div[data-s]")),
    n: () => turn("next"),
    p: () => turn("prev"),
    Escape: () => select(null),
  };
  addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.target.matches(".rec")) return select(event.target);
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  document.querySelector(".keys").hidden = false;
  const wanted = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (wanted?.matches(".rec")) select(wanted);
})();
