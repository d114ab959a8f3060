/**
 * The pages' script. It adds three things to pages that work without it: parts marked `data-live` follow changes,
 * forms marked `data-enhance` answer in place, and keys. It never builds markup from data: it swaps in parts of pages
 * that the server rendered.
 */
export const scriptText = `"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const served = new Map();
  // What the server said, but for the words of times: those tick here by themselves.
  const said = (part) => part.innerHTML.replace(/(<time [^>]*>)[^<]*/g, "$1");
  const remember = () => { for (const part of all("[data-live]")) served.set(part.id, said(part)); };

  const unit = [[86400000, "d"], [3600000, "h"], [60000, "min"], [1000, "s"]];
  const relative = (at, now) => {
    const distance = Math.abs(at - now);
    if (distance < 10000) return "just now";
    const [size, name] = unit.find(([size]) => distance >= size);
    const words = Math.floor(distance / size) + " " + name;
    return at > now ? "in " + words : words + " ago";
  };
  const tellTimes = () => {
    for (const time of all("time[datetime]")) {
      const at = Date.parse(time.dateTime);
      const words = relative(at, Date.now());
      if (time.textContent !== words) time.textContent = words;
      time.title = new Date(at).toLocaleString();
    }
  };

  // Requests that this page answered itself: their form says what came of it.
  const answered = new Set();
  const elsewhere = document.getElementById("elsewhere");
  const tellElsewhere = (page) => {
    if (!elsewhere) return;
    const gone = cards().filter((card) => !page.getElementById(card.id) && !answered.has(card.id));
    const words = gone.flatMap((card) => {
      const line = all("[data-about]", page).find((each) => each.dataset.about === card.id);
      return line ? [line.textContent.replace(/\\s+/g, " ").trim()] : [];
    });
    if (words.length === 0) return;
    elsewhere.textContent = "Answered elsewhere: " + words.slice(0, 3).join("; ") + (words.length > 3 ? "; and " + (words.length - 3) + " more" : "");
    elsewhere.hidden = false;
  };

  // When a request goes away, the next one is selected. A key meant for the first must not answer the second.
  let quietUntil = 0;
  const swap = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = all("[data-live]", page);
    if (fresh.length === 0) return false;
    document.title = page.title;
    tellElsewhere(page);
    for (const part of fresh) {
      const old = document.getElementById(part.id);
      if (!old || served.get(part.id) === said(part)) continue;
      const held = old.contains(document.activeElement) ? document.activeElement : null;
      const heldId = held && held.closest("[id]") && held.closest("[id]").id;
      const place = cards().findIndex((card) => card.contains(document.activeElement));
      old.replaceWith(document.importNode(part, true));
      served.set(part.id, said(part));
      if (!held) continue;
      const twin = all(held.tagName, document.getElementById(part.id)).find((each) => each.textContent === held.textContent);
      const again = heldId && heldId !== part.id ? document.getElementById(heldId) : twin;
      const next = again || cards()[Math.min(place, cards().length - 1)] || document.getElementById("main");
      next.focus({ preventScroll: true });
      if (!again) quietUntil = Date.now() + 700;
    }
    tellTimes();
    return true;
  };

  // An answer to a form outdates every page that was asked for before it.
  let turn = 0;
  let asking = false;
  let askAgain = false;
  const refresh = async () => {
    if (asking) { askAgain = true; return; }
    asking = true;
    const mine = turn;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (answer.status === 401) location.reload();
      else if (answer.ok) {
        const text = await answer.text();
        if (mine === turn) swap(text);
        else askAgain = true;
      }
    } catch { /* the stream says when we are back */ }
    asking = false;
    // Many changes in a row are shown at a pace that a reader and the server can follow.
    if (askAgain) { askAgain = false; setTimeout(refresh, 300); }
  };

  // A hidden tab holds no stream: browsers allow only six connections to one host.
  let stream;
  const connection = document.querySelector("[data-connection]");
  const offline = (is) => { if (connection) connection.hidden = !is; };
  const follow = () => {
    if (document.hidden) { stream?.close(); stream = undefined; return; }
    if (stream) return;
    stream = new EventSource("/events");
    stream.addEventListener("open", () => { offline(false); refresh(); });
    stream.addEventListener("change", refresh);
    stream.addEventListener("error", () => {
      offline(true);
      // Refused: the page itself says why, e.g. that this browser was signed out.
      if (stream.readyState === EventSource.CLOSED) { stream = undefined; refresh(); setTimeout(follow, 5000); }
    });
  };
  if (document.body.hasAttribute("data-live-page")) {
    remember();
    document.addEventListener("visibilitychange", follow);
    addEventListener("pagehide", () => { stream?.close(); stream = undefined; });
    addEventListener("pageshow", follow);
    follow();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-enhance")) return;
    event.preventDefault();
    if (form.ariaBusy) return;
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const own = form.closest("[data-request]");
    if (own) answered.add(own.id);
    form.ariaBusy = "true"; // not disabled: that would take the focus away
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "x-live": "1" } });
      const text = await answer.text();
      turn += 1;
      if (elsewhere) elsewhere.hidden = true;
      if (own && text.includes('id="' + own.id + '"')) answered.delete(own.id); // it waits still, e.g. for a second yes
      if (answer.ok && swap(text)) {
        history.replaceState(null, "", answer.url);
        if (form.hasAttribute("data-reset")) form.reset();
      } else location.reload();
    } catch { offline(true); }
    form.ariaBusy = null;
  });

  const cards = () => all("[data-request]");
  const help = document.querySelector("[data-help]");
  const keysOn = document.querySelector("[data-keys-on]");
  const move = (by) => {
    const list = cards();
    const at = list.indexOf(document.activeElement?.closest("[data-request]"));
    const next = list[at === -1 ? (by > 0 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + by))];
    quietUntil = 0;
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  if (help && keysOn) {
    keysOn.checked = localStorage.getItem("keys") !== "off";
    keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
    for (const part of all("[data-script-only]")) part.hidden = false;
    for (const button of all("[data-open-help]")) button.addEventListener("click", () => help.showModal());
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || help.open || !keysOn.checked) return;
      if (event.target.closest("input, textarea, select")) return;
      if (event.key === "?") help.showModal();
      else if (event.key === "j") move(1);
      else if (event.key === "k") move(-1);
      else if (["a", "d", "b"].includes(event.key)) {
        if (Date.now() < quietUntil) return;
        const card = document.activeElement?.closest("[data-request]");
        card?.querySelector('[data-key="' + event.key + '"]')?.click();
      } else return;
      event.preventDefault();
    });
  }
  tellTimes();
  setInterval(tellTimes, 10000);
})();
`;
