// The corrections of a report, kept in this browser until they are saved to a file. Nothing is sent.
"use strict";

const basket = (() => {
  const key = "formgrid-review-" + document.body.dataset.run;
  let all = new Map();

  // Pages opened from a disk share one storage in some browsers, have one each in others, and none in a
  // few; then corrections last as long as the page.
  try {
    all = new Map(JSON.parse(localStorage.getItem(key) || "[]"));
  } catch {
    all = new Map();
  }

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify([...all]));
    } catch {
      // They stay on this page.
    }
    show();
  }

  function show() {
    document.querySelector(".basket").hidden = all.size === 0;
    document.querySelector("#n-corrections").textContent = String(all.size);
  }

  // What a correction is about: a later one takes the place of an earlier one.
  function name(correction) {
    const { source, action, id = "", field = "", role = "", words = "" } = correction;
    return JSON.stringify([source, action, id, field, role, words]);
  }

  function save() {
    const lines = [...all.values()].map((correction) => JSON.stringify(correction) + "\n");
    const url = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "corrections.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    document.querySelector("#saved").textContent =
      "Saved. Apply them with: formgrid review apply corrections.jsonl";
  }

  document.querySelector("#export").addEventListener("click", save);
  document.querySelector("#discard").addEventListener("click", () => {
    if (confirm("Discard all corrections of this report?")) {
      all.clear();
      keep();
      location.reload();
    }
  });
  addEventListener("storage", (event) => {
    if (event.key === key) {
      all = new Map(JSON.parse(event.newValue || "[]"));
      show();
    }
  });
  show();

  return {
    add(correction) {
      all.set(name(correction), correction);
      keep();
    },
    remove(correction) {
      all.delete(name(correction));
      keep();
    },
    of: (source) => [...all.values()].filter((correction) => correction.source === source),
  };
})();
