/* The card of a place: what it is, every sentence that mentions it, why it is this place, what else it might be. */
(() => {
"use strict";

const { segments } = window.schauplatz;
/* Of a place that is mentioned on every page, these are shown at first. */
const SENTENCES_AT_ONCE = 25;

/** An element; children that are strings become text, never markup. */
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};

/** A text of the page's wording with its gaps filled; a count of 1 has words of its own where it needs them. */
const say = (words, key, values = {}) => {
  const text = (String(values.count) === "1" && words[`${key}.one`]) || words[key];
  return text.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
};

const head = (spot, words, on) => {
  const facts = [spot.type_name ?? words["type.none"], spot.country_name].filter(Boolean).join(" · ");
  const others = (spot.other_names ?? []).join(", ");
  return element("header", {},
    element("h3", { tabindex: "-1" }, element("bdi", {}, spot.name)),
    element("p", { class: "facts" }, facts, ...(others ? [" · ", element("bdi", {}, say(words, "card.in_text", { names: others }))] : [])),
    element("button", { type: "button", class: "close", "aria-label": words["card.close"], onclick: on.close }, "×"));
};

const steps = (words, on) => element("div", { class: "steps" },
  element("button", { type: "button", "aria-label": words["card.previous"], onclick: () => on.step(-1) }, "‹"),
  element("span", {}),
  element("button", { type: "button", "aria-label": words["card.next"], onclick: () => on.step(1) }, "›"));

const quotation = (sentence, spot, atlas) => segments(sentence).map((segment) => {
  if (typeof segment === "string") return segment;
  const [text, number] = segment;
  return atlas.mentions[number].spot === spot ? element("b", {}, text) : text;
});

/** The sentences as items of a list; under the title of its article each, where there are several. */
const sentenceItems = (spot, atlas, on) => {
  const firsts = new Map();
  for (const mention of spot.mentions) if (!firsts.has(mention.sentence)) firsts.set(mention.sentence, mention);
  let article = null;
  const items = [];
  for (const [sentence, mention] of firsts) {
    const heading = [];
    if (atlas.articles.length > 1 && sentence.article !== article) {
      article = sentence.article;
      heading.push(element("p", { class: "article" }, atlas.articles[article].title));
    }
    const words = quotation(sentence, spot, atlas);
    const jump = (event) => { event.preventDefault(); on.jump(mention); };
    const item = element("li", {}, ...heading,
      // Without the text beside the map there is nothing to lead to.
      on.jump ? element("a", { href: `#m${mention.number}`, dir: "auto", onclick: jump }, ...words) : element("p", { dir: "auto" }, ...words),
      ...(mention.note ? [element("small", {}, ` ${mention.note}`)] : []));
    items.push({ item, sentence });
  }
  return items;
};

const fold = (summary, items) => element("details", {},
  element("summary", {}, summary),
  element("ul", {}, ...items));

const why = (spot, words) => fold(words["card.why"],
  [spot.sure, ...(spot.reasons ?? [])].map((sentence) => element("li", {}, sentence)));

const others = (spot, words) => fold(say(words, "card.others", { count: spot.candidates.length }),
  spot.candidates.map(({ name, facts }) => element("li", {}, element("bdi", {}, name), element("small", {}, ` ${facts.join(" · ")}`))));

const neighbours = (near, words, on) => element("p", { class: "near" }, `${words["card.same_spot"]}: `,
  ...near.flatMap((spot, index) => [index ? ", " : "",
    element("button", { type: "button", onclick: () => on.choose(spot) }, `${spot.name} (${spot.type_name})`)]));

/**
 * Builds a card. `near` are places that the map shows so close by that a pointer could not reach them; `on` holds what
 * to do: close, choose (another place), and, beside a text, step (to the previous or next mention) and jump (to one).
 */
const card = (spot, atlas, near, on) => {
  const words = atlas.words;
  const made = element("section", { class: `card group-${spot.group} status-${spot.status}` }, head(spot, words, on));
  const stepper = steps(words, on);
  if (on.step && spot.mentions.length > 1) made.append(stepper);
  const items = sentenceItems(spot, atlas, on);
  const list = element("ul", { class: "sentences" }, ...items.slice(0, SENTENCES_AT_ONCE).map(({ item }) => item));
  const left = items.length - SENTENCES_AT_ONCE;
  const showAll = () => { list.append(...items.map(({ item }) => item)); more.hidden = true; };
  const more = element("button", { type: "button", class: "more", onclick: showAll }, say(words, "card.more", { count: left }));
  made.append(list, ...(left > 0 ? [more] : []), why(spot, words));
  if (spot.candidates) made.append(others(spot, words));
  if (near.length) made.append(neighbours(near, words, on));
  const showStep = (mention) => {
    const number = spot.mentions.indexOf(mention) + 1;
    stepper.children[1].textContent = say(words, "card.mention", { number, count: spot.mentions.length });
    stepper.firstChild.disabled = number === 1;
    stepper.lastChild.disabled = number === spot.mentions.length;
    for (const { item, sentence } of items) {
      const here = sentence === mention.sentence;
      item.querySelector("a")?.toggleAttribute("aria-current", here);
      if (here && !item.parentNode) showAll();
    }
  };
  return { root: made, heading: made.querySelector("h3"), showStep };
};

Object.assign(window.schauplatz, { card, element, say });
})();
