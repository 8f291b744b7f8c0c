// The field: every phone of the lab is a cell on one canvas. The server says in two short texts what each cell is; a cell that stays as it was is
// not drawn again.
"use strict";
(function () {
  const input = document.getElementById("q");
  const wall = document.getElementById("wall");
  const number = new Intl.NumberFormat("en");
  const counted = (n) => (n === 1 ? "1 phone" : n + " phones");

  // Words of the filter are proposed while somebody types.
  let typing = null;
  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const answer = await fetch(document.body.dataset.base + "phones/words?q=" + encodeURIComponent(input.value));
      if (!answer.ok) return;
      const options = (await answer.json()).map(([word, says]) => {
        const o = document.createElement("option");
        o.value = word;
        o.label = says;
        return o;
      });
      document.getElementById("words").replaceChildren(...options);
    }, 150);
  });
  document.getElementById("by").addEventListener("change", (e) => e.target.form.requestSubmit());

  // Numbers of the page and of its questions follow the field.
  function tell(doc) {
    for (const e of document.querySelectorAll("[data-count]")) {
      const n = String(doc.counts[e.dataset.count]);
      if (e.textContent !== n) e.textContent = n;
    }
    const all = counted(doc.chosen);
    for (const e of document.querySelectorAll("[data-chosen]")) if (e.textContent !== all) e.textContent = all;
    for (const e of document.querySelectorAll("[data-question]")) e.setAttribute("hx-confirm", e.dataset.question.replaceAll("#", all));
    if (wall) wall.setAttribute("aria-label", "Field of " + all);
  }

  const look = wall ? JSON.parse(wall.dataset.palette) : null;
  const address = (have, rows) => {
    const q = new URLSearchParams({ q: wall ? wall.dataset.filter : input.defaultValue, by: wall ? wall.dataset.by : "group", have: have });
    if (rows) q.set("rows", "1");
    return document.body.dataset.base + "phones/field?" + q;
  };

  // One request at a time; what happens meanwhile is asked for once, after it.
  let busy = false, again = false, version = "";
  async function load() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(address(version, wall && !field.rows));
      if (answer.status === 200) {
        const doc = await answer.json();
        version = doc.version;
        tell(doc);
        if (wall) field.take(doc);
      }
    } catch (e) {
      document.documentElement.dataset.lost = "yes"; // the next event tries again
    }
    busy = false;
    if (again) {
      again = false;
      setTimeout(load, 250);
    }
  }

  const field = {
    rows: null, codes: new Uint8Array(0), in: new Uint16Array(0), sections: [], places: [], at: -1, shapes: {}, layout: null,

    // take reads a document and draws what is new in it.
    take(doc) {
      if (doc.rows) this.rows = doc.rows.map(([first, n]) => [BigInt("0x" + first.slice(3)), Number(n)]);
      const codes = new Uint8Array(doc.total);
      let i = 0;
      for (const m of doc.codes.matchAll(/([.A-Za-z])(\d*)/g)) {
        const n = m[2] ? Number(m[2]) : 1;
        codes.fill(look.Letters.indexOf(m[1]), i, i + n);
        i += n;
      }
      const sections = new Uint16Array(doc.total);
      i = 0;
      for (const part of doc.in.split(",")) {
        const [s, n] = part.split("x").map(Number);
        if (n) sections.fill(s, i, i + n);
        i += n || 0;
      }
      const before = this.codes;
      const same = this.layout && before.length === codes.length && JSON.stringify(this.sections.map((s) => s.name)) === JSON.stringify(doc.sections.map((s) => s.name)) &&
        codes.every((c, k) => !c === !before[k] && (!c || sections[k] === this.in[k]));
      this.codes = codes;
      this.in = sections;
      this.sections = doc.sections;
      if (same) {
        this.name();
        for (let k = 0; k < codes.length; k++) if (codes[k] !== before[k]) this.cell(k);
      } else {
        this.arrange();
      }
      if (this.at >= 0) this.show(this.at, false);
    },

    // arrange gives every cell its place, and draws all.
    arrange() {
      const side = 3; // room for the frame of the cursor
      const width = Math.max(200, wall.clientWidth - 2 * side);
      const lists = this.sections.map(() => []);
      for (let k = 0; k < this.codes.length; k++) if (this.codes[k]) lists[this.in[k]].push(k);
      const head = 20, gap = 8;
      const zoom = Number(document.getElementById("zoom").value);
      const height = (pitch) => lists.reduce((h, l) => h + head + gap + Math.ceil(l.length / Math.max(1, Math.floor(width / pitch))) * pitch, 0);
      let pitch = zoom;
      if (!zoom) {
        const room = Math.max(240, window.innerHeight - wall.getBoundingClientRect().top - window.scrollY - 24);
        for (pitch = 40; pitch > 4 && height(pitch) > room; pitch -= pitch > 12 ? 1 : 0.5);
      }
      const columns = Math.max(1, Math.floor(width / pitch));
      const x = new Float32Array(this.codes.length), y = new Float32Array(this.codes.length);
      let top = 0;
      this.lines = []; // of places, from top to bottom, for the arrow keys
      this.tops = lists.map((list) => {
        const at = top;
        top += head;
        for (let n = 0; n < list.length; n++) {
          x[list[n]] = side + (n % columns) * pitch;
          y[list[n]] = top + Math.floor(n / columns) * pitch;
          if (n % columns === 0) this.lines.push({ y: top + Math.floor(n / columns) * pitch, places: [] });
          this.lines[this.lines.length - 1].places.push(list[n]);
        }
        top += Math.ceil(list.length / columns) * pitch + gap;
        return at;
      });
      this.layout = { pitch, side, x, y, height: Math.max(60, top) };
      this.paint();
    },

    // paint draws all cells in the colours of now.
    paint() {
      const canvas = document.getElementById("cells");
      const l = this.layout;
      if (!l) return;
      const ratio = Math.min(window.devicePixelRatio || 1, 16000 / l.height);
      canvas.width = Math.round(wall.clientWidth * ratio);
      canvas.height = Math.round(l.height * ratio);
      canvas.style.height = l.height + "px";
      this.pen = canvas.getContext("2d");
      this.ratio = ratio;
      this.shapes = {};
      for (let k = 0; k < this.codes.length; k++) if (this.codes[k]) this.cell(k, true);
      const heads = this.sections.map((s, n) => {
        const a = document.createElement("a");
        a.className = "section";
        a.href = wall.dataset.page + "?" + new URLSearchParams({ q: s.filter, by: wall.dataset.by });
        a.style.top = this.tops[n] + "px";
        return a;
      });
      document.getElementById("sections").replaceChildren(...heads);
      this.name();
      performance.mark("phones-painted");
    },

    // name writes the headings of the sections.
    name() {
      const heads = document.getElementById("sections").children;
      this.sections.forEach((s, n) => {
        const text = s.name + " (" + number.format(s.count) + ")";
        if (heads[n] && heads[n].textContent !== text) heads[n].textContent = text;
      });
    },

    // cell draws one cell: its shape is drawn once for each code, and copied.
    cell(k, fresh) {
      const l = this.layout, r = this.ratio, size = Math.ceil(l.pitch * r);
      const x = Math.round(l.x[k] * r), y = Math.round(l.y[k] * r);
      if (!fresh) this.pen.clearRect(x, y, size, size);
      this.pen.drawImage(this.shape(this.codes[k], size), x, y);
    },

    shape(code, size) {
      if (this.shapes[code]) return this.shapes[code];
      const states = 5, mark = look.marks[Math.floor((code - 1) / states)], state = (code - 1) % states;
      const c = document.createElement("canvas");
      c.width = c.height = size;
      const pen = c.getContext("2d"), style = getComputedStyle(document.documentElement), scale = (size * 0.82) / 10;
      const colour = style.getPropertyValue("--trust-" + mark.Verdict).trim() || mark.Light;
      pen.translate(size * 0.06, size * 0.1);
      pen.scale(scale, scale);
      pen.fillStyle = pen.strokeStyle = colour;
      const unregistered = state === 1 || state === 3;
      if (state === 0) {
        pen.lineWidth = Math.max(0.9, 1 / scale);
        pen.stroke(new Path2D(mark.Path));
      } else {
        pen.fill(new Path2D(mark.Path + (unregistered ? look.Hole : "")), "evenodd");
      }
      if (state > 2) {
        pen.fillStyle = style.getPropertyValue("--ink").trim();
        pen.fill(new Path2D(look.Corner));
      }
      return (this.shapes[code] = c);
    },

    // device is the name of the phone at a place.
    device(k) {
      for (const [first, n] of this.rows) {
        if (k < n) return "SEP" + (first + BigInt(k)).toString(16).toUpperCase().padStart(12, "0");
        k -= n;
      }
      return "";
    },

    says(k) {
      const code = this.codes[k] - 1, state = code % 5;
      const states = ["switched off", "not registered", "registered", "not registered, waits for a reset", "registered, waits for a reset"];
      return this.device(k) + ", " + this.sections[this.in[k]].name + ": " + look.marks[Math.floor(code / 5)].Word + ", " + states[state];
    },

    // show puts the tip, and of the keyboard the cursor, at a cell.
    show(k, speak) {
      const tip = document.getElementById("tip"), cursor = document.getElementById("cursor"), l = this.layout;
      if (k < 0 || !this.codes[k]) {
        tip.hidden = cursor.hidden = true;
        this.at = -1;
        return;
      }
      tip.textContent = this.says(k);
      tip.hidden = false;
      const right = l.x[k] > wall.clientWidth - 360;
      tip.style.left = right ? "" : l.x[k] + l.pitch + "px";
      tip.style.right = right ? wall.clientWidth - l.x[k] + "px" : "";
      tip.style.top = Math.max(0, Math.min(l.y[k] + l.pitch, l.height - 34)) + "px";
      cursor.hidden = this.at !== k;
      cursor.style.left = l.x[k] - 2 + "px";
      cursor.style.top = l.y[k] - 2 + "px";
      cursor.style.width = cursor.style.height = l.pitch + 3 + "px";
      if (speak) document.getElementById("said").textContent = tip.textContent;
    },

    // under is the place of the cell at a point of the wall, -1 for none.
    under(px, py) {
      const l = this.layout;
      if (!l) return -1;
      const line = this.lines.find((n) => py >= n.y && py < n.y + l.pitch);
      const k = line && line.places[Math.floor((px - l.side) / l.pitch)];
      return k === undefined ? -1 : k;
    },

    // move goes from the cell at the cursor to another one.
    move(key) {
      if (!this.lines || !this.lines.length) return;
      const last = this.lines.length - 1;
      let row = this.lines.findIndex((n) => n.places.includes(this.at));
      let column = row < 0 ? 0 : this.lines[row].places.indexOf(this.at);
      if (row < 0 && key !== "End") row = 0;
      else if (key === "ArrowLeft" && column > 0) column--;
      else if (key === "ArrowLeft" && row > 0) column = this.lines[--row].places.length - 1;
      else if (key === "ArrowRight" && column < this.lines[row].places.length - 1) column++;
      else if (key === "ArrowRight" && row < last) { row++; column = 0; }
      else if (key === "ArrowUp") row = Math.max(0, row - 1);
      else if (key === "ArrowDown") row = Math.min(last, row + 1);
      else if (key === "Home") { row = 0; column = 0; }
      else if (key === "End") { row = last; column = this.lines[last].places.length - 1; }
      else if (key === "PageUp" || key === "PageDown") {
        const section = (n) => this.in[this.lines[n].places[0]], here = section(row);
        if (key === "PageDown") while (row < last && section(row) === here) row++;
        else {
          while (row > 0 && section(row) === here) row--;
          while (row > 0 && section(row - 1) === section(row)) row--;
        }
        column = 0;
      }
      const places = this.lines[row].places;
      this.at = places[Math.min(column, places.length - 1)];
      this.show(this.at, true);
      document.getElementById("cursor").scrollIntoView({ block: "nearest" });
    },

    open(k) {
      if (k >= 0) location.href = wall.dataset.phone + this.device(k);
    },
  };

  if (wall) {
    const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];
    wall.addEventListener("keydown", (e) => {
      if (e.target !== wall || e.ctrlKey || e.metaKey || e.altKey) return;
      if (keys.includes(e.key)) field.move(e.key);
      else if (e.key === "Enter") field.open(field.at);
      else return;
      e.preventDefault();
    });
    wall.addEventListener("focus", () => field.show(field.at, false));
    wall.addEventListener("blur", () => document.getElementById("cursor").setAttribute("hidden", ""));
    let hovered = -1;
    const point = (e) => {
      const box = wall.getBoundingClientRect();
      return field.under(e.clientX - box.left, e.clientY - box.top);
    };
    wall.addEventListener("pointermove", (e) => {
      if (!e.target.matches(".section")) hovered = point(e);
      const k = hovered;
      wall.style.cursor = k >= 0 ? "pointer" : "";
      if (k >= 0) field.show(k, false);
      else document.getElementById("tip").hidden = true;
    });
    wall.addEventListener("pointerleave", () => (document.getElementById("tip").hidden = true));
    wall.addEventListener("click", (e) => {
      if (!e.target.matches(".section")) field.open(point(e));
    });
    let sized = null;
    window.addEventListener("resize", () => {
      cancelAnimationFrame(sized);
      sized = requestAnimationFrame(() => field.layout && field.arrange());
    });
    const zoom = document.getElementById("zoom");
    zoom.value = localStorage.getItem("tvslab.cells") || "0";
    zoom.addEventListener("change", () => {
      localStorage.setItem("tvslab.cells", zoom.value);
      if (field.layout) field.arrange();
    });
    document.body.addEventListener("look", () => field.layout && field.arrange());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => field.paint());
  }
  document.body.addEventListener("lab", load);
  load();
})();
