/* The finder's field, suggestions, filters, location and fragment. Two requests, for the data; what
   is typed and which place is meant never leave this page, and nothing is stored. */
const part = (selector) => finder.querySelector(selector);
const field = part("input");
const listbox = part("[role=listbox]");
const filters = part(".filters");
const locate = part(".locate");
const select = part("select");
const OUTSIDE_KM = 100;

let loading;
let index;
let offered = [];
let active;

const put = (prototype, values) =>
  prototype.nextElementSibling.replaceChildren(fill(prototype.content.cloneNode(true), values));

/* Show a view: "result", a message, or a heading with places to choose from. */
const show = (view, values) => {
  filters.hidden = view !== "result";
  for (const prototype of finder.querySelectorAll(".found template")) {
    put(prototype, { ...values, [view]: true });
  }
  ageMarks();
};

const land = () => {
  part("h2").focus();
  part("h2").scrollIntoView();
};

const get = async (path) => (await fetch(path, { credentials: "omit" })).json();

const load = async () => {
  const [said, places] = await Promise.all([
    get(settings.find),
    get(settings.places).catch(() => {}),
  ]);
  if (said.schema !== "open-find/1") throw said;
  data = { ...said.places === settings.places && places || await get(said.places), ...said };
  index = openIndex(data);
  for (const code of new Set(data.groups.flatMap(({ languages }) => languages))) {
    select.add(new Option(forms.tongues([code]), code));
  }
};

/* Do it with the data; if they cannot be had or read, show the doors. */
const ready = (then) => (loading ||= load()).then(then).catch(() => {
  loading = null;
  show("failed");
});

const update = () => {
  const [audience, language] = [part(":checked").value, select.value];
  show("result", resultOf({ audience, language }, Date.now() / 1000));
  const choice = [data.municipalities[home][0], audience, language];
  history.replaceState(null, "", `#${choice.filter(Boolean)}`);
};

const goTo = (at) => {
  home = at;
  update();
  field.value = townOf(at).name;
  land();
};

const listed = (found) => found.map(({ kind, at, via }, number) => ({
  ...(kind === "area" ? areaOf : townOf)(at),
  at: `${at}`,
  number: `${number}`,
  selected: `${number === active}`,
  [kind]: true,
  [via?.kind]: via?.name,
}));

/* Offer places below the field; `to` is the one that the arrow keys have reached. */
const suggest = (found, to = -1) => {
  [offered, active] = [found, to];
  put(listbox.previousElementSibling, { offered: listed(found) });
  listbox.hidden = !found.length;
  listbox.children[to]?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-expanded", !listbox.hidden);
  field.setAttribute("aria-activedescendant", listbox.children[to]?.id || "");
};

/* Go to what was meant, or ask which of them it is. */
const answer = (found, picked) => {
  suggest([]);
  if (!found.length) return show("nothing", { text: field.value });
  const [{ kind, at, via, sure }] = found;
  if ((sure || picked) && kind !== "area") return goTo(at);
  const heading = via?.kind !== "postcode" ? "unsure" : via.name[4] ? "several" : "nearby";
  show(heading, { choices: listed(found) });
  land();
};

/* The place and the filters of the fragment; anything else there is left alone, and so is a parent
   who has begun to type by then. */
const restore = () => {
  const [code, ...chosen] = location.hash.slice(1).split(",");
  if (!/^\d{3}$/.test(code)) return;
  show("wait");
  ready(() => {
    const at = data.former.find(([old]) => old === code)?.[3]
      ?? data.municipalities.findIndex(([now]) => now === code);
    for (const choice of filters.querySelectorAll("input, option")) {
      choice.checked = choice.selected = !choice.value || chosen.includes(choice.value);
    }
    return at < 0 || field.matches(":focus") ? show() : goTo(at);
  });
};

field.onfocus = () => {
  field.select();
  ready();
};
field.oninput = () => ready(() =>
  suggest(field.value.trim()[1] && field.matches(":focus") ? search(index, field.value) : []));
field.onblur = () => suggest([]);
field.onkeydown = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") suggest([]);
  if (!step) return;
  event.preventDefault();
  suggest(offered, Math.max(-1, Math.min(active + step, offered.length - 1)));
};
listbox.onmousedown = (event) => event.preventDefault();
finder.onclick = ({ target }) => {
  const { number, at } = target.closest("[data-at]")?.dataset || {};
  if (number) answer([offered[number]], true);
  else if (at) goTo(+at);
};
/* Enter presses the button too. A sandboxed frame lets nobody submit, so the press is all. */
part("button").onclick = (event) => {
  event.preventDefault();
  if (active >= 0) return answer([offered[active]], true);
  const text = field.value;
  if (!text.trim()) return;
  show("wait");
  ready(() => answer(search(index, text)));
};
locate.onclick = () => {
  show("wait");
  navigator.geolocation.getCurrentPosition(({ coords }) => ready(() => {
    const [[km, at]] = around([0, 0, 0, coords.latitude, coords.longitude]);
    return km > OUTSIDE_KM ? show("position4") : goTo(at);
  }), ({ code }) => show(`position${code}`), { timeout: 10000 });
};
filters.onchange = update;
onhashchange = restore;
document.addEventListener("aged", () => filters.hidden || update());

locate.hidden = !navigator.geolocation;
part("form").hidden = false;
restore();
