// The scrubber goes with the moments that come, and the curve is drawn anew with them.
"use strict";
(function () {
  const range = document.getElementById("moment");
  const then = () => document.getElementById("then");

  // Where the last moment is looked at, the next one is looked at when it comes.
  function grow() {
    const count = document.getElementById("picture");
    if (!range || !count) return;
    const last = Math.max(0, Number(count.dataset.count) - 1);
    const followed = range.value === range.max;
    if (Number(range.max) === last) return;
    range.max = last;
    if (followed) {
      range.value = last;
      range.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  function tell() {
    const at = then();
    if (range && at) range.setAttribute("aria-valuetext", at.dataset.says);
  }

  // First and last, one back and one on: buttons beside the range.
  document.addEventListener("click", (e) => {
    const by = e.target.closest("[data-by]");
    if (!by || !range) return;
    const to = by.dataset.by;
    range.value = to === "first" ? 0 : to === "last" ? range.max : Number(range.value) + Number(to);
    range.dispatchEvent(new Event("input", { bubbles: true }));
  });

  let chart = null;
  async function draw() {
    const box = document.getElementById("curve");
    if (!box || typeof uPlot === "undefined") return;
    const answer = await fetch(box.dataset.from);
    if (!answer.ok) return;
    const data = await answer.json();
    if (chart) {
      chart.setData(data);
      return;
    }
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--muted");
    const line = style.getPropertyValue("--line");
    const axis = { stroke: ink, grid: { stroke: line }, ticks: { stroke: line } };
    const shown = (at) => new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ");
    const times = (u, splits) => splits.map((at) => shown(at).slice(splits[splits.length - 1] - splits[0] < 86400 ? 11 : 5));
    chart = new uPlot({
      width: box.clientWidth, height: 200,
      scales: { y: { range: (u, low, high) => [0, Math.max(1, high)] } },
      axes: [{ ...axis, values: times }, axis],
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "UTC"),
      series: [{ label: "Lab's clock", value: (u, at) => (at == null ? "--" : shown(at)) },
        { label: "registered", stroke: style.getPropertyValue("--accent"), width: 2, paths: uPlot.paths.stepped({ align: 1 }) },
        { label: "locked", stroke: style.getPropertyValue("--bad"), width: 2, dash: [6, 3], paths: uPlot.paths.stepped({ align: 1 }) }],
    }, data, box);
  }
  document.body.addEventListener("look", () => {
    if (chart) chart.destroy();
    chart = null;
    draw();
  });
  window.addEventListener("resize", () => {
    const box = document.getElementById("curve");
    if (chart && box) chart.setSize({ width: box.clientWidth, height: 200 });
  });
  document.body.addEventListener("htmx:afterSettle", (e) => {
    if (e.target.id === "picture") {
      grow();
      draw();
    }
    tell();
  });
  tell();
  draw();
})();
