// What every page does: it is told what happens, asks before it acts, and can be used without a mouse.
"use strict";
(function () {
  const body = document.body;
  const root = document.documentElement;

  // What somebody types into right now stays as it is when its part of the page is put in again.
  Idiomorph.defaults.ignoreActiveValue = true;

  // What has data-keep is left alone, with all that was chosen and typed in it, until that has another value.
  Idiomorph.defaults.callbacks.beforeNodeMorphed = (old, fresh) => !(old.dataset && "keep" in old.dataset && fresh.dataset && old.dataset.keep === fresh.dataset.keep);

  // One stream: the body gets the event lab, at most twice a second, after something happened. A page that nobody sees has none: browsers
  // have six connections to a server, and people have more tabs.
  function listen(address) {
    let due = null;
    let source = null;
    const fire = () => {
      due = null;
      body.dispatchEvent(new CustomEvent("lab"));
    };
    const soon = () => {
      if (due === null) due = setTimeout(fire, 100);
    };
    const close = () => {
      if (source) source.close();
      source = null;
    };
    const lost = () => {
      root.dataset.lost = "yes";
      if (!source || source.readyState !== EventSource.CLOSED) return; // else the browser tries again by itself
      close();
      setTimeout(open, 5000);
    };
    function open() {
      if (source || document.hidden) return;
      source = new EventSource(address);
      source.addEventListener("clock", (e) => {
        const said = JSON.parse(e.data);
        const clock = document.getElementById("clock");
        const rate = document.getElementById("rate");
        if (clock.textContent !== said.clock) clock.textContent = said.clock;
        if (rate.textContent !== said.rate) rate.textContent = said.rate;
      });
      source.addEventListener("lab", soon);
      source.addEventListener("end", () => {
        close();
        root.dataset.lost = "yes";
        setTimeout(open, 5000);
      });
      source.onopen = () => {
        if (root.dataset.lost) soon();
        delete root.dataset.lost;
      };
      source.onerror = lost;
    }
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return close();
      open();
      soon();
    });
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", open);
    open();
  }

  // A form asks in a dialog of the page, not in one of the browser.
  const question = document.getElementById("question");
  function ask(text, then) {
    document.getElementById("question-text").textContent = text;
    question.returnValue = "no";
    question.onclose = () => {
      if (question.returnValue === "yes") then();
    };
    question.showModal();
  }
  body.addEventListener("htmx:confirm", (e) => {
    if (!e.detail.question) return;
    e.preventDefault();
    ask(e.detail.question, () => e.detail.issueRequest(true));
  });

  // Notices are closed by hand; what was only said goes after a while.
  const notices = document.getElementById("notices");
  notices.addEventListener("click", (e) => {
    if (e.target.matches(".close")) e.target.closest(".notice").remove();
  });
  new MutationObserver((changes) => {
    for (const c of changes) {
      for (const n of c.addedNodes) {
        if (n.nodeType === 1 && !n.matches(".problem")) setTimeout(() => n.remove(), 15000);
      }
    }
  }).observe(notices, { childList: true });
  body.addEventListener("htmx:sendError", () => (root.dataset.lost = "yes"));

  // What is beside the pages can be shut, and stays so.
  const fold = document.getElementById("aside-fold");
  function setAside(how) {
    root.dataset.aside = how;
    fold.setAttribute("aria-expanded", String(how === "open"));
  }
  if (fold) {
    setAside(root.dataset.aside);
    fold.addEventListener("click", () => {
      setAside(root.dataset.aside === "open" ? "shut" : "open");
      localStorage.setItem("tvslab.aside", root.dataset.aside);
      body.dispatchEvent(new CustomEvent("look"));
    });
  }

  // Keys: g and a letter go to a page, others are on the page as data-press.
  const help = document.getElementById("help");
  function showHelp() {
    const list = document.getElementById("help-keys");
    list.replaceChildren();
    const add = (key, says) => {
      const dt = document.createElement("dt");
      const dd = document.createElement("dd");
      dt.textContent = key;
      dd.textContent = says;
      list.append(dt, dd);
    };
    for (const a of document.querySelectorAll("[data-key]")) add("g " + a.dataset.key, a.textContent);
    for (const e of document.querySelectorAll("[data-press]")) add(e.dataset.press, e.getAttribute("aria-label") || e.title || e.textContent.trim());
    add("b", "beamer mode");
    add("?", "these keys");
    add("Escape", "close what is open");
    help.showModal();
  }
  document.getElementById("keys").addEventListener("click", showHelp);
  let went = false;
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, select, textarea, dialog, [contenteditable], .xterm")) return;
    if (went) {
      went = false;
      const a = document.querySelector('[data-key="' + CSS.escape(e.key) + '"]');
      if (a) a.click();
      return;
    }
    const pressed = document.querySelector('[data-press="' + CSS.escape(e.key) + '"]');
    if (e.key === "g") went = true;
    else if (e.key === "?") showHelp();
    else if (pressed) {
      if (pressed.matches("input, select, textarea")) pressed.focus();
      else pressed.click();
    } else if (e.key === "b") document.getElementById("beamer").click();
    else return;
    e.preventDefault();
  });

  // A picture as PNG: data-png names the address of an SVG, or is empty for the <svg> before the button.
  document.addEventListener("click", async (e) => {
    const button = e.target.closest("[data-png]");
    if (!button) return;
    const name = button.dataset.name || "picture";
    const answer = await fetch(button.dataset.png);
    const picture = new Image();
    picture.src = URL.createObjectURL(new Blob([await answer.text()], { type: "image/svg+xml" }));
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth * 2;
    canvas.height = picture.naturalHeight * 2;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(picture.src);
    canvas.toBlob((png) => {
      const a = document.createElement("a");
      a.href = URL.createObjectURL(png);
      a.download = name + ".png";
      a.click();
      setTimeout(() => URL.revokeObjectURL(a.href), 1000);
    });
  });

  if (body.dataset.live) listen(body.dataset.live);
})();
