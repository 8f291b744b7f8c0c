// Dark or light, beamer or desk: remembered by the browser. Pages of a lab have this, and those of the documentation.
"use strict";
(function () {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const look = () => document.body.dispatchEvent(new CustomEvent("look"));
  document.querySelector("[data-look=theme]").addEventListener("click", () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    localStorage.setItem("tvslab.theme", root.dataset.theme);
    look();
  });
  const beamer = document.querySelector("[data-look=beamer]");
  beamer.setAttribute("aria-pressed", String(root.dataset.beamer === "on"));
  beamer.addEventListener("click", () => {
    const on = root.dataset.beamer !== "on";
    if (on) root.dataset.beamer = "on";
    else delete root.dataset.beamer;
    beamer.setAttribute("aria-pressed", String(on));
    localStorage.setItem("tvslab.beamer", on ? "on" : "off");
    look();
  });
})();
