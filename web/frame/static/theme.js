// What the person who looks has chosen, before anything is drawn.
"use strict";
(function () {
  const root = document.documentElement;
  const theme = localStorage.getItem("tvslab.theme");
  if (theme) root.dataset.theme = theme;
  if (localStorage.getItem("tvslab.beamer") === "on") root.dataset.beamer = "on";
  root.dataset.aside = localStorage.getItem("tvslab.aside") || (matchMedia("(max-width: 1000px)").matches ? "shut" : "open");
})();
