/* What the finder shows, as values, and how they get into the page's prototypes. All words come
   from the page; what a parent typed or a network wrote only ever becomes text. */
const finder = document.querySelector("[data-find]");
const settings = finder.dataset;
const words = JSON.parse(settings.words);
const locale = settings.locale;
const tongue = locale.slice(0, 2);
const helsinki = { timeZone: "Europe/Helsinki", year: "numeric" };
const NEAR_KM = 60;

/* What was fetched, and the municipality that is shown (an index). */
let data;
let home;

/* The forms a placeholder may ask for: {since:day}. A time is a day or a second (Unix). */
const forms = {
  day: (when) => new Date(when > 0 ? when * 1000 : when)
    .toLocaleDateString(locale, { ...helsinki, month: settings.month, day: "numeric" }),
  month: (when) => new Date(when).toLocaleDateString(locale, { ...helsinki, month: "long" }),
  km: aboutKm,
  tel: (number) => number.replace(/ /g, ""),
  limits: (codes) => codes.map((code) => words[code] || forms.tongues([code.slice(9)])).join(", "),
  tongues: (codes) => codes.map((code) =>
    new Intl.DisplayNames(locale, { type: "language" }).of(code)).join(", "),
};

/* {name} is the value, {name:form} the value in a form, or the word that the page has for both. */
const say = (text, values) => text.replace(/\{(\w+):?(\w*)\}/g, (_, name, form) => {
  const value = values[name];
  return (forms[form] ? forms[form](value) : form ? words[form + value] : value) || "";
});

/* Fill a prototype in place: placeholders everywhere; data-if stays where there is such a value,
   data-each stands once for each of a list. */
const fill = (node, values) => {
  if (node.data) node.data = say(node.data, values);
  for (const attribute of node.attributes || []) attribute.value = say(attribute.value, values);
  for (const child of [...node.childNodes]) {
    const { if: test, each } = child.dataset || {};
    const value = values[test];
    if (test && !(value?.length ?? value)) child.remove();
    else if (each) {
      child.replaceWith(...values[each].map((item) =>
        fill(child.cloneNode(true), { ...values, ...item })));
    } else fill(child, values);
  }
  return node;
};

/* The address of a place's page: shared/reference/naming.py makes the same of a name. */
const addressOf = (folder, fi, sv) => `${folder}${((tongue === "sv" && sv) || fi).toLowerCase()
  .normalize("NFD").replace(/[\u0300-\u036f:]/g, "").replace(/[^a-z]+/g, "-")}/`;

const areaOf = (at) => {
  const [, fi, sv, en] = data.areas[at];
  return { name: { sv, en }[tongue] || fi, url: addressOf(settings.area, fi, sv) };
};

/* A municipality with its state by the reader's clock. */
const townOf = (at, now) => {
  const [, fi, sv, , , , tongues] = data.municipalities[at];
  const [said, until, since, confirmed, month, limits, reason, held, networks] = data.states[at];
  const swedish = tongue === "sv" || (tongue === "en" && tongues[0] === "s");
  const past = until <= now && until;
  const state = past ? "unknown" : said;
  return {
    name: (swedish && sv) || fi,
    beside: tongues[1] && sv && (swedish ? fi : sv),
    lang: swedish ? "fi" : "sv",
    url: addressOf(settings.municipality, fi, sv),
    state,
    [state]: true,
    [reason]: true,
    past,
    until: !past && until,
    since,
    confirmed,
    month,
    limits,
    held,
    networks: networks.map((network) => data.networks[network]),
  };
};

/* All municipalities from here on: [[kilometres, index], ...], the nearest first. */
const around = (here) => data.municipalities
  .map((town, at) => [kilometres(here, town), at])
  .sort(([a], [b]) => a - b);

/* The groups found, those that read alike as one line. */
const linesOf = (found, month) => {
  const lines = {};
  for (const one of found) {
    const { state, where, here, limits } = one;
    const group = data.groups[one.group];
    const { place, languages, start } = group;
    const line = lines[[state, where, here, limits, place, languages, start, group.month]] ||= {
      ...townOf(where),
      ...group,
      ...one,
      url: townOf(group.serves.includes(where) ? where : home).url,
      n: 0,
      inside: place === home,
      water: one.km && waterBetween(data, data.municipalities[home], data.municipalities[where]),
      within: place < 0 && areaOf(group.area).name,
      meets: place >= 0 && place !== where && townOf(place).name,
      spoken: `${languages}` !== tongue && !/language/.test(limits) && languages,
      begins: group.month >= month && group.month,
      [start]: true,
    };
    line.n += group[state] ?? group.open;
    line.several = line.n > 1;
    line.until = Math.min(line.until, group.until);
  }
  return Object.values(lines);
};

/* Everything that is told of the home municipality. */
const resultOf = (filters, now) => {
  const month = new Date(now * 1000).toLocaleDateString("sv-SE", helsinki).slice(0, 7);
  const { list, remote } = nearestList(data, home, filters, now, month);
  const lines = linesOf(list, month);
  const n = lines.reduce((sum, line) =>
    sum + (line.state === "open" && line.km <= NEAR_KM && line.n), 0);
  const inStates = (all) => STATES
    .map((state) => ({ state, lines: all.filter((one) => one.state === state) }))
    .filter((section) => section.lines[0]);
  return {
    ...townOf(home, now),
    n,
    [n > 1 ? "many" : n ? "one" : "zero"]: true,
    best: lines.slice(0, 1).filter(({ state }) => state === "open"),
    sections: inStates(lines),
    elsewhere: lines.some(({ here }) => !here),
    remote: inStates(remote),
    unsaid: around(data.municipalities[home]).slice(1)
      .map(([km, at]) => ({ ...townOf(at, now), km }))
      .filter(({ unknown, km }) => unknown && km <= NEAR_KM),
    old: now - data.made_at > 14 * 86400 && data.made_at,
  };
};
