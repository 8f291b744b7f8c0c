// Pop-ups of the pages open when what was done arrives, and logs show their end.
"use strict";
(function () {
  document.body.addEventListener("htmx:afterSettle", (e) => {
    for (const d of document.querySelectorAll("#done dialog.popup:not([data-shown])")) {
      d.dataset.shown = "yes";
      if (!document.querySelector("dialog[open]")) d.showModal();
      d.addEventListener("close", () => {
        const next = document.querySelector("#done dialog.popup[data-shown]:not([data-closed]):not([open])");
        d.dataset.closed = "yes";
        if (next && next !== d) next.showModal();
      });
    }
    if (e.target.id === "done") e.target.scrollIntoView({ block: "nearest" });
    tail();
  });
  function tail() {
    for (const p of document.querySelectorAll("pre.tail")) p.scrollTop = p.scrollHeight;
  }
  tail();
})();
