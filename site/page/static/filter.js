// Rows of a table that are filtered by the fields above it. What is chosen stands in the address, so that it can be linked.
"use strict";
(function () {
  const form = document.querySelector("form.filters");
  const rows = [...document.querySelectorAll("[data-row]")];
  const count = form.querySelector("output");
  const fields = [...form.elements].filter((f) => f.name);
  const given = new URLSearchParams(location.search);
  for (const f of fields) {
    const value = given.get(f.name);
    if (value !== null && (f.tagName !== "SELECT" || [...f.options].some((o) => o.value === value))) f.value = value;
  }
  const texts = new Map(rows.map((r) => [r, r.textContent.toLowerCase()]));

  // fits says whether a row has what a field asks for.
  function fits(row, f) {
    if (f.value === "") return true;
    if (f.name === "text") return f.value.toLowerCase().split(/\s+/).every((w) => texts.get(row).includes(w));
    return row.getAttribute("data-" + f.name).includes("|" + f.value + "|");
  }

  function filter() {
    let left = 0;
    for (const r of rows) {
      const shown = fields.every((f) => fits(r, f));
      r.hidden = !shown;
      if (shown) left++;
    }
    count.textContent = left + " of " + rows.length;
    const asked = new URLSearchParams(fields.filter((f) => f.value !== "").map((f) => [f.name, f.value])).toString();
    try {
      history.replaceState(null, "", location.pathname + (asked ? "?" + asked : "") + location.hash);
    } catch {
      // a page that was opened as a file may keep its address
    }
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (e) => e.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();

  // A row that is linked is shown, whatever is chosen.
  function reveal() {
    const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row || !row.matches("[data-row]")) return;
    row.hidden = false;
    row.scrollIntoView({ block: "center" });
  }
  reveal();
  window.addEventListener("hashchange", reveal);
})();
