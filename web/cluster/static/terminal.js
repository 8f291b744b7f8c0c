// A terminal of a node: keys go out as binary messages, the screen comes in as them.
"use strict";
(function () {
  const place = document.getElementById("shell");
  if (!place) return;
  const state = document.getElementById("shell-state");
  const again = document.getElementById("shell-again");
  const term = new Terminal({ cursorBlink: false, screenReaderMode: true, scrollback: 5000, fontFamily: "ui-monospace, monospace" });
  const fit = new FitAddon.FitAddon();
  term.loadAddon(fit);
  term.open(place);
  fit.fit();
  window.addEventListener("resize", () => fit.fit());
  term.attachCustomKeyEventHandler((e) => {
    if (e.key !== "Escape" || !e.ctrlKey || !e.shiftKey) return true;
    state.tabIndex = -1;
    state.focus();
    return false;
  });
  const keys = new TextEncoder();
  let socket = null;
  term.onData((text) => {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(keys.encode(text));
  });
  function say(text, over) {
    state.textContent = text;
    again.hidden = !over;
  }
  async function open() {
    say("Connecting…", false);
    const address = new URL(place.dataset.shell, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.search = new URLSearchParams({ terminal: "true", width: term.cols, height: term.rows });
    const mine = new WebSocket(address, "tvslab.shell");
    socket = mine;
    mine.binaryType = "arraybuffer";
    let opened = false;
    mine.onopen = () => {
      opened = true;
      say("Connected. Keys go to the node.", false);
      term.focus();
    };
    mine.onmessage = (e) => term.write(typeof e.data === "string" ? e.data : new Uint8Array(e.data));
    mine.onclose = async () => {
      if (opened) return say("The session has ended.", true);
      say("No session could be opened.", true);
      say((await why(address)) || "No session could be opened.", true);
    };
  }
  // A browser does not tell a script why a WebSocket was refused; the same address says it over HTTP.
  async function why(address) {
    const http = new URL(address);
    http.protocol = location.protocol;
    try {
      const answer = await fetch(http);
      const problem = await answer.json();
      return answer.status === 503 || answer.status === 429 ? "16 terminals are open, and no more can be: close one and log in again." : problem.detail;
    } catch {
      return "";
    }
  }
  again.addEventListener("click", () => {
    term.reset();
    open();
  });
  open();
})();
