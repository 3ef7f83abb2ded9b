"use strict";
/* What a parent may mean. Scores: -1 postcode, 0 name of today, 2 area or old name, 4 village, one
   more if inflected; from 6 on guesses. */

const openIndex = (data) => {
  const entries = [];
  const add = (rank, via, names, at) => names.forEach((name) => {
    const kind = rank === 2 ? "area" : "municipality";
    const place = { kind, at, via: via && { kind: via, name } };
    const words = foldWords(name);
    entries.push({ place, rank, key: joinWords(words) });
    if (rank && words[1]) words.forEach((key) => entries.push({ place, rank: 6.3, key }));
  });
  data.municipalities.forEach(([, fi, sv], at) => add(0, null, [fi, sv], at));
  data.areas.forEach(([, ...names], at) => add(2, null, names, at));
  data.former.forEach(([, fi, sv, at]) => add(2.1, "former", [fi, sv], at));
  data.others.forEach(([name, at]) => add(2.1, "other", [name], at));
  data.villages.forEach((names, at) => add(4, "village", names.split(";"), at));
  let code = 0;
  const codes = data.postcodes[0].map((step, nth) =>
    [`${code += step}`.padStart(5, "0"), [].concat(data.postcodes[1][nth])]);
  return { entries, codes };
};

const scoreOf = (entry, word, endings, guess) => {
  const { key, rank } = entry;
  if (key === word) return rank;
  if (word.startsWith(key.slice(0, 2))) {
    const stems = entry.stems ||= stemsOf(key);
    if (stems.some((stem) => endings[stem.length] && word.startsWith(stem))) return rank + 1;
    if (stems.some((stem) => stem.startsWith(word))) return 6.1 + rank / 4;
  }
  const limit = word.length < 6 || rank > 3 ? 1.1 : 2.1;
  const near = key[0] === word[0] || key[0] === word[1] || (rank < 3 && key[1] === word[1])
    || word.startsWith(key.slice(1, 3));
  if (!guess || !near || key.length < 4 || word.length < 4) return 9;
  const forms = rank > 3 ? [key] : entry.stems ||= stemsOf(key);
  const errors = Math.min(...forms.map((form) => errorsBetween(word, endings, form, limit)));
  return errors > limit ? 9 : 6.3 + errors * 0.6 + rank / 8;
};

/* [[score, place], ...], the best first. An unknown postcode stands for its neighbours, the most
   frequent first, by how they begin. */
const placesFor = (index, text) => {
  const best = {};
  let top = 9;
  const note = (score, place) => {
    const id = place.kind + place.at;
    if (score < (best[id] || [9])[0]) best[id] = [score, place];
    top = Math.min(top, score);
  };
  const read = (word, guess, part) => {
    const endings = endingsOf(word);
    if (word[1]) index.entries.forEach((entry) => {
      const { place, key } = entry;
      const score = scoreOf(entry, word, endings, guess) + key.length / 1e3 + place.at / 1e6;
      if (score < (part ? 6 : 9)) note(part ? 6 + score / 20 : score, place);
    });
  };
  const [, two, three] = /(?:^|\D)(\d\d)\s?(\d{3})(?!\d)/.exec(text) || [];
  for (const name of two ? [two + three, two + three[0], two] : []) {
    if (top < 9) break;
    index.codes.forEach(([code, all]) => code.startsWith(name) && all.forEach((at) => note(
      code === name ? -1 : (best[`municipality${at}`] || [6.05])[0] - 1e-4,
      { kind: "municipality", at, via: { kind: "postcode", name } },
    )));
  }
  const words = top < 0 ? [] : foldWords(text);
  const whole = joinWords(words);
  read(whole);
  if (top >= 6 && words[1]) {
    words.forEach((word, nth) => [word, word + words[nth + 1]].forEach((run) => read(run, 0, 1)));
  }
  if (top >= 4) read(whole, 1);
  if (top >= 9) words.forEach((word) => read(word, 1));
  return Object.values(best).sort(([a], [b]) => a - b);
};

/* `sure`: no other place is as good. */
const search = (index, query) => {
  const found = placesFor(index, `${query}`.slice(0, 60));
  const [[score], [next]] = [...found, [9], [9]];
  const sure = score < 6 && next > (score < 4 ? Math.floor(score + 1) : 7);
  return found.slice(0, 8).map(([, place], nth) => ({ ...place, sure: !nth && sure }));
};
