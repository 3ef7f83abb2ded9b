"use strict";
/* What is past the second until which it was believed is shown as unknown, and the event "aged"
   tells the finder. Language links keep the fragment, the link that leaves keeps no way back. */
const ageMark = (el) => {
  el.removeAttribute("data-believed-until");
  el.className = el.className.replace(/\b([as])-\w+/, "$1-unknown");
  for (const part of el.children) {
    if (part.matches(".known")) part.hidden = true;
    if (part.matches(".past")) part.hidden = false;
    if (part.matches(".sign")) part.textContent = "?";
    if (part.matches(".word")) part.textContent = document.documentElement.dataset.unknown;
  }
};

let ageing;

const ageMarks = () => {
  const now = Date.now() / 1000;
  let next = now + 86400;
  let aged = false;
  for (const el of document.querySelectorAll("[data-believed-until]")) {
    const until = el.dataset.believedUntil || Infinity;
    if (until > now) next = Math.min(next, until);
    else aged = !ageMark(el);
  }
  clearTimeout(ageing);
  ageing = setTimeout(ageMarks, (next - now) * 1000 + 500);
  if (aged) document.dispatchEvent(new Event("aged"));
};

ageMarks();
addEventListener("pageshow", ageMarks);
document.addEventListener("visibilitychange", ageMarks);
document.addEventListener("click", (event) => {
  const tongue = event.target.closest(".tongues a");
  const leave = event.target.closest("[data-leave]");
  if (tongue) tongue.hash = location.hash;
  if (!leave) return;
  event.preventDefault();
  location.replace(leave.href);
});
