"use strict";
/* What is past the second until which it was believed is shown as unknown. Nothing else. */
(() => {
  const word = document.documentElement.dataset.unknown;
  let timer;
  const age = (el) => {
    el.removeAttribute("data-believed-until");
    el.className = el.className.replace(/\b([as])-\w+/, "$1-unknown");
    for (const part of el.children) {
      if (part.matches(".known")) part.hidden = true;
      if (part.matches(".past")) part.hidden = false;
      if (part.matches(".sign")) part.textContent = "?";
      if (part.matches(".word")) part.textContent = word;
    }
  };
  const look = () => {
    const now = Date.now() / 1000;
    let next = now + 86400;
    for (const el of document.querySelectorAll("[data-believed-until]")) {
      const until = Number(el.dataset.believedUntil);
      if (until <= now) age(el);
      else next = Math.min(next, until);
    }
    clearTimeout(timer);
    timer = setTimeout(look, (next - now) * 1000 + 500);
  };
  look();
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("click", (event) => {
    const leave = event.target.closest("[data-leave]");
    if (!leave) return;
    event.preventDefault();
    location.replace(leave.href);
  });
})();
