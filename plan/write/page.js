"use strict";
for (const line of document.querySelectorAll(".timeline")) {
  const steps = [...line.querySelectorAll(".step")];
  if (steps.length === 0) continue;
  const plan = line.closest(".plan"), range = line.querySelector("input");
  const rows = new Map([...plan.querySelectorAll("tr[data-to]")].map(row => [row.dataset.to, row]));
  let at = 0;
  const show = to => {
    at = Math.max(0, Math.min(steps.length - 1, to));
    steps.forEach((step, i) => step.classList.toggle("here", i === at));
    rows.forEach((row, id) => {
      row.classList.toggle("here", id === steps[at].id);
      id === steps[at].id ? row.setAttribute("aria-current", "step") : row.removeAttribute("aria-current");
    });
    range.value = at + 1;
    range.setAttribute("aria-valuetext", steps[at].querySelector("h3").textContent);
  };
  line.classList.add("stepping");
  line.querySelector(".controls").hidden = false;
  range.addEventListener("input", () => show(range.value - 1));
  for (const button of line.querySelectorAll("[data-go]")) button.addEventListener("click", () => show(at + Number(button.dataset.go)));
  rows.forEach((row, id) => row.addEventListener("click", event => {
    event.preventDefault();
    show(steps.findIndex(step => step.id === id));
    if (event.target.closest("a")) line.scrollIntoView({ block: "nearest" });
  }));
  document.addEventListener("keydown", event => {
    const go = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const scrolls = event.target.closest("input, .scroll");
    const near = event.target === document.body ? plan === nearest() : plan.contains(event.target);
    if (!go || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || scrolls || !near) return;
    if (event.target === document.body && go && event.key.match(/Up|Down/)) return; // the page scrolls
    event.preventDefault();
    show(at + go);
  });
  const first = steps.findIndex(step => "#" + step.id === location.hash);
  show(first < 0 ? 0 : first);
}
function nearest() {
  const middle = innerHeight / 2;
  const away = plan => { const box = plan.getBoundingClientRect(); return box.top > middle ? box.top - middle : Math.max(0, middle - box.bottom); };
  return [...document.querySelectorAll(".plan")].sort((a, b) => away(a) - away(b))[0];
}
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(one => { one.open = true; }));
