"use strict";
/* The groups nearest to a municipality. The same rule as hub/site/nearest.py; an oracle holds both.
   Pure: the data, the home, the filters, the second and the month come in as arguments. */
const STATES = ["open", "limited", "coming", "full"];
const FERRY = new Set("035 062 072 295 318 766 941".split(" "));

/* Great-circle distance in kilometres (haversine) between two municipalities. */
const kilometres = (a, b) => {
  const rad = Math.PI / 180;
  const sin2 = (from, to) => Math.sin(((to - from) * rad) / 2) ** 2;
  const chord = sin2(a[3], b[3])
    + Math.cos(a[3] * rad) * Math.cos(b[3] * rad) * sin2(a[4], b[4]);
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(chord)));
};

const aboutKm = (km) => (km < 20 ? Math.max(1, Math.round(km)) : 5 * Math.round(km / 5));

/* Sea lies between: the way is longer than the distance. */
const waterBetween = (data, a, b) => {
  const aland = (m) => data.areas[m[5]][0] === "91";
  return aland(a) !== aland(b) || FERRY.has(a[0]) || FERRY.has(b[0]);
};

/* What a group is for a parent of the home: {state, limits}, or null if it is nothing now. */
const offeredTo = (group, language, filters, now, month) => {
  const other = { fathers: "mothers", mothers: "fathers" }[filters.audience];
  if (group.until <= now || group.audience === other) return null;
  if (filters.language && !group.languages.includes(filters.language)) return null;
  if (group.open) {
    const limits = [];
    if (group.audience !== "all" && group.audience !== filters.audience) limits.push(group.audience);
    if (group.catchment === "own_clients") limits.push("own_clients");
    if (!group.languages.includes(language)) {
      limits.push(...group.languages.map((code) => `language_${code}`));
    }
    return { state: limits.length ? "limited" : "open", limits };
  }
  if (group.coming && (group.start === "when_found" || (group.month || "") >= month)) {
    return { state: "coming", limits: [] };
  }
  return group.full ? { state: "full", limits: [] } : null;
};

/* Where a group is for a parent of the home: it meets there, or serves there, nearest first. */
const whereFor = (group, home, here, far) => {
  if (group.place >= 0 && (here || group.serves.includes(group.place))) return group.place;
  if (here) return home;
  return group.serves.reduce((best, at) =>
    (far(at) < far(best) || (far(at) === far(best) && at < best) ? at : best));
};

/* All groups for a parent of `home` (an index): the list by state and distance, the remote apart. */
const nearestList = (data, home, filters, now, month) => {
  const towns = data.municipalities;
  const language = filters.language || (towns[home][6][0] === "s" ? "sv" : "fi");
  const known = [];
  const far = (at) => (known[at] ??= kilometres(towns[home], towns[at]));
  const list = [];
  const remote = [];
  data.groups.forEach((group, index) => {
    const offered = offeredTo(group, language, filters, now, month);
    if (!offered) return;
    const here = group.serves.includes(home);
    if (group.format === "remote") {
      if (here || !group.serves.length) remote.push({ group: index, ...offered });
      return;
    }
    const where = whereFor(group, home, here, far);
    list.push({ group: index, ...offered, where, here, km: far(where) });
  });
  const rank = (item) => STATES.indexOf(item.state);
  list.sort((a, b) => rank(a) - rank(b) || a.km - b.km || a.where - b.where || a.group - b.group);
  remote.sort((a, b) => rank(a) - rank(b) || a.group - b.group);
  return { list, remote };
};
