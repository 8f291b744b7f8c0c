// What pages of the documentation do: search, from an index that is loaded when it is asked for. It lies beside the pages and needs no network.
"use strict";
(function () {
  const root = document.body.dataset.root;
  const field = document.getElementById("site-find");
  const list = document.getElementById("site-hits");
  const status = document.getElementById("site-found");
  const most = 20;

  // The contents of a page are open where they have a column of their own.
  const contents = document.querySelector(".contents > details");
  if (contents && matchMedia("(max-width: 1240px)").matches) contents.open = false;

  // The index: words in order, for each the entries that have it with a weight; see package search.
  let index = null;
  let wanted = null;
  function load() {
    if (wanted) return wanted;
    wanted = new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = root + "static/search.js";
      script.onload = () => done((index = window.tvslabSearch));
      script.onerror = () => failed(new Error("the index of the search cannot be loaded"));
      document.head.append(script);
    });
    return wanted;
  }

  const split = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];

  // first is the place of the first word that is not before w.
  function first(words, w) {
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < w) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // having are the entries with a word that begins so, each with its best weight.
  function having(w) {
    const found = new Map();
    for (let i = first(index.words, w); i < index.words.length && index.words[i].startsWith(w); i++) {
      const whole = index.words[i] === w ? 3 : 1;
      const pairs = index.in[i];
      let entry = 0;
      for (let k = 0; k < pairs.length; k += 2) {
        entry += pairs[k];
        found.set(entry, Math.max(found.get(entry) || 0, pairs[k + 1] * whole));
      }
    }
    return found;
  }

  // search gives the entries that have every word, best first.
  function search(text) {
    const words = split(text);
    if (!words.length) return [];
    let all = null;
    for (const w of words) {
      const found = having(w);
      if (all === null) all = found;
      else for (const [entry, weight] of all) {
        if (found.has(entry)) all.set(entry, weight + found.get(entry));
        else all.delete(entry);
      }
    }
    const typed = words.join(" ");
    const score = (entry, weight) => {
      const title = split(index.entries[entry][1]).join(" ");
      return weight + (title === typed ? 60 : title.startsWith(typed) ? 20 : 0);
    };
    return [...all].map(([entry, weight]) => [entry, score(entry, weight)]).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([entry]) => index.entries[entry]);
  }

  let chosen = -1;
  function choose(at) {
    const items = list.querySelectorAll("[role=option]");
    if (!items.length) return;
    chosen = (at + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    field.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function item(entry, i) {
    const [kind, title, address, about] = entry;
    const li = document.createElement("li");
    li.id = "site-hit" + i;
    li.setAttribute("role", "option");
    li.setAttribute("aria-selected", "false");
    li.dataset.to = root + address;
    for (const [name, text] of [["kind", index.kinds[kind]], ["title", title], ["about", about]]) {
      const span = document.createElement("span");
      span.className = name;
      span.textContent = text;
      li.append(span);
    }
    return li;
  }

  function show() {
    const text = field.value;
    if (!split(text).length) {
      status.textContent = "";
      return close();
    }
    const found = search(text);
    list.replaceChildren(...found.slice(0, most).map(item));
    status.textContent = found.length ? found.length + (found.length === 1 ? " place found" : " places found") : "Nothing is found";
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    if (found.length) choose(0);
  }

  const ask = () => load().then(show, (e) => (status.textContent = e.message));
  const go = (li) => {
    close();
    location.href = li.dataset.to;
  };
  field.hidden = false;
  field.addEventListener("focus", () => load().catch(() => {}));
  field.addEventListener("input", ask);
  field.addEventListener("keydown", (e) => {
    const open = !list.hidden;
    if (e.key === "ArrowDown") open ? choose(chosen + 1) : ask();
    else if (e.key === "ArrowUp" && open) choose(chosen - 1);
    else if (e.key === "Enter" && open && chosen >= 0) go(list.querySelectorAll("[role=option]")[chosen]);
    else if (e.key === "Escape") {
      if (!open) field.blur();
      close();
    } else return;
    e.preventDefault();
  });
  list.addEventListener("mousedown", (e) => e.preventDefault());
  list.addEventListener("click", (e) => {
    const li = e.target.closest("[role=option]");
    if (li) go(li);
  });
  field.addEventListener("blur", close);

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, select, textarea")) return;
    if (e.key === "/") {
      field.focus();
      field.select();
    } else if (e.key === "b") document.querySelector("[data-look=beamer]").click();
    else return;
    e.preventDefault();
  });
})();
