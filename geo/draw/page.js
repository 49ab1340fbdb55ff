/* The page: text, map, list and legend as one. What is chosen, shown or hidden is decided here. */
(() => {
"use strict";

const { card: makeCard, download, element, line, say, Dates, Places, calm } = window.schauplatz;
const find = (id) => document.getElementById(id);
const phone = () => matchMedia("(max-width: 50rem)").matches;

/* After a move of the map, milliseconds until the address tells of it. */
const SETTLED = 300;
const MARKS_AT_ONCE = 2000;
const TRIES = 8;

/** Does what takes longer once the answer to a click is on screen. */
const later = (work) => requestAnimationFrame(() => setTimeout(work));

/** The block of data with numbers turned into the things they stand for. */
const readAtlas = () => {
  const atlas = JSON.parse(find("atlas").textContent);
  const phrase = (number) => atlas.phrases[number];
  atlas.sentences = atlas.sentences.map((given, number) => {
    const [article, ...segments] = Array.isArray(given) ? given : [given];
    return { number, article, ...(segments.length ? { segments } : {}) };
  });
  atlas.spots = atlas.spots.map((spot, number) => ({
    status: "located", source: "gazetteer", ...spot, number, named: 0, mentions: [], marks: [],
    group: atlas.groups[spot.type] ?? "none",
    type_name: phrase(spot.type_name), country_name: phrase(spot.country_name), sure: phrase(spot.sure),
    reasons: spot.reasons?.map(phrase),
    candidates: spot.candidates?.map(([name, ...facts]) => ({ name, facts: facts.map(phrase) })),
  }));
  atlas.mentions = atlas.mentions.map((values, number) => {
    const mention = Object.fromEntries(atlas.fields.map((field, index) => [field, values[index]]));
    // A mention that overlaps another has no mark of its own in the text.
    const mark = find(`m${number}`);
    const surface = mention.surface || mark.textContent;
    const spot = atlas.spots[mention.spot];
    const read = {
      ...mention, number, mark, surface, spot, name: mention.name || surface, sentence: atlas.sentences[mention.sentence],
      kind: atlas.kinds[mention.kind], status: atlas.statuses[mention.status], off: false, marked: true,
    };
    spot.mentions.push(read);
    if (mark) spot.marks.push(mark);
    if (read.kind === "place") spot.named += 1;
    return read;
  });
  return atlas;
};

/** One class for a place's parts on the page: gives it to the new ones and takes it from the old. */
class Highlight {
  constructor(name) {
    this.name = name;
    this.parts = [];
  }

  set(parts) {
    for (const part of this.parts) part.classList.remove(this.name);
    this.parts = parts;
    for (const part of parts) part.classList.add(this.name);
  }
}

class Page {
  constructor(map, base) {
    this.map = map;
    this.atlas = readAtlas();
    this.embedded = document.body.classList.contains("embed");
    // How camera.py opens the page: nothing is on the map that only a reader could use.
    document.documentElement.classList.toggle("picture", location.hash === "#picture");
    this.rows = this.atlas.spots.map((spot) => find(`p${spot.number}`));
    this.hidden = new Set();
    this.article = null;
    this.nearArticles = new Set();
    this.chosenMarks = new Highlight("chosen");
    this.hereMarks = new Highlight("here");
    this.previewed = new Highlight("preview");
    this.dates = new Dates(find("dates"), this.atlas, () => {
      this.filter();
      this.writeFragment();
    });
    this.places = new Places(map, base, this.atlas, {
      choose: (spot, opener) => this.choose(spot, { opener, scroll: true }),
      preview: (spot) => this.preview(spot),
      away: () => this.close({ giveFocusBack: false }),
      outside: (count) => this.outside(count),
      count: (spot) => say(this.atlas.words, "card.mentions", { count: spot.mentions.length }),
    });
    this.listenToText();
    this.listenToList();
    this.listenToLegend();
    this.listenToMap();
    this.listenToKeys();
    this.dragDivider();
    this.watchText();
    this.prepareForPrint();
    this.openFragment();
    this.watchView();
  }

  /* --- choosing a place ------------------------------------------------------------------------------------------ */

  /** Opens a place's card. `mention` is where the reader comes from; `scroll` brings the text to it. */
  choose(spot, { mention = null, opener = null, scroll = false, move = true } = {}) {
    const shown = spot.mentions.filter((one) => !one.off);
    this.close({ giveFocusBack: false });
    this.chosen = { spot, opener: opener ?? document.activeElement };
    const card = makeCard(spot, this.atlas, spot.type ? this.places.near(spot) : [], {
      close: () => this.close(),
      ...(this.embedded ? {} : {
        step: (by) => this.stepTo(spot.mentions[spot.mentions.indexOf(this.chosen.mention) + by]),
        jump: (one) => this.stepTo(one),
      }),
      choose: (other) => this.choose(other, { scroll: true }),
    });
    this.chosen.card = card;
    const height = this.present(spot, card.root);
    if (spot.type) {
      this.places.mark(spot, "chosen");
      later(() => {
        if (this.chosen?.card !== card) return;
        if (move) this.places.go(spot, height);
        this.places.pulse(spot);
      });
    }
    this.chosenMarks.set(spot.marks);
    // On a phone the sheet may cover the very mention that was touched.
    this.stepTo(mention ?? shown[0] ?? spot.mentions[0], scroll || phone());
    card.heading.focus({ preventScroll: true });
    this.announce([spot.name, spot.type_name ?? this.atlas.words["type.none"], spot.country_name,
      say(this.atlas.words, "card.mentions", { count: spot.mentions.length })].filter(Boolean).join(", "));
    this.writeFragment();
  }

  /** Shows the card, as popup or as sheet, and gives the height that it covers above its place. */
  present(spot, root) {
    if (phone() || !spot.type) {
      find("sheet").replaceChildren(root);
      find("sheet").hidden = false;
      return 0;
    }
    this.popup = L.popup({
      className: "place-popup", closeButton: false, autoPan: false, minWidth: 300, maxWidth: 340,
      maxHeight: Math.max(180, Math.min(400, this.map.getSize().y * 0.55)), offset: [0, spot.pin ? -6 : -2],
      closeOnEscapeKey: false, autoClose: false, closeOnClick: false,
    }).setLatLng(spot.top).setContent(root).openOn(this.map);
    return this.popup.getElement().offsetHeight;
  }

  stepTo(mention, scroll = true) {
    this.chosen.mention = mention;
    this.chosen.card.showStep(mention);
    this.hereMarks.set(mention.mark ? [mention.mark] : []);
    this.aim = scroll ? mention.mark : null;
    if (this.aim) later(() => this.scrollTo(mention.mark));
  }

  close({ giveFocusBack = true } = {}) {
    if (!this.chosen) return;
    const { opener } = this.chosen;
    this.chosen = null;
    this.popup?.remove();
    this.popup = null;
    find("sheet").hidden = true;
    find("sheet").replaceChildren();
    this.places.mark(null, "chosen");
    this.chosenMarks.set([]);
    this.hereMarks.set([]);
    if (giveFocusBack && opener?.isConnected) opener.focus({ preventScroll: true });
    this.writeFragment();
  }

  preview(spot) {
    this.places.mark(spot, "preview");
    this.previewed.set(spot ? [...spot.marks, this.rows[spot.number]] : []);
  }

  /** Scrolls only what holds the text: `scrollIntoView` would move a page that this one is embedded in. */
  scrollTo(mark) {
    const column = find("text");
    const sheet = find("sheet");
    const scrolled = phone() ? document.scrollingElement : column;
    const room = 24;
    const way = () => {
      const box = mark.getBoundingClientRect();
      const top = phone() ? find("atlas-section").getBoundingClientRect().bottom : column.getBoundingClientRect().top;
      const bottom = phone() && !sheet.hidden ? sheet.getBoundingClientRect().top : innerHeight;
      const seen = box.top >= top + room && box.bottom <= bottom - room;
      return seen ? 0 : (box.top + box.bottom) / 2 - (top + bottom) / 2;
    };
    // The reader may have gone on in the meantime.
    if (this.aim !== mark) return;
    // Articles are laid out only as they come near, and then are higher or lower than was thought.
    const settle = (tries) => {
      if (!tries || this.aim !== mark) return;
      const far = way();
      if (far) scrolled.scrollBy({ top: far });
      requestAnimationFrame(() => settle(tries - 1));
    };
    const far = way();
    if (!far) return;
    if (calm() || Math.abs(far) > 3 * innerHeight) {
      settle(TRIES);
      return;
    }
    scrolled.scrollBy({ top: far, behavior: "smooth" });
    (phone() ? document : scrolled).addEventListener("scrollend", () => settle(TRIES), { once: true });
  }

  announce(text) {
    find("announcer").textContent = text;
  }

  /* --- filters --------------------------------------------------------------------------------------------------- */

  /** Whether an article is among those chosen, by itself or by its date. */
  holds(article) {
    return this.article === null ? this.dates.holds(article) : this.article === article;
  }

  visible(mention, articles) {
    return articles[mention.sentence.article] && !this.hidden.has(`group-${mention.spot.group}`) &&
      !this.hidden.has(`status-${mention.status}`) && !(mention.kind !== "place" && this.hidden.has("kind-indirect"));
  }

  /** Lets the filters act on text, list and map alike. */
  filter() {
    const articles = this.atlas.articles.map((_, article) => this.holds(article));
    const changed = [];
    for (const spot of this.atlas.spots) spot.shown = 0;
    for (const mention of this.atlas.mentions) {
      const shown = this.visible(mention, articles);
      mention.off = !shown;
      if (shown) mention.spot.shown += 1;
      // An article that is hidden as a whole keeps its marks as they are.
      const seen = mention.mark && articles[mention.sentence.article];
      if (seen && mention.marked === mention.off) changed.push(mention);
    }
    this.showMarks(changed);
    document.querySelectorAll("main > article").forEach((article, index) => { article.hidden = !articles[index]; });
    for (const spot of this.atlas.spots) spot.off = spot.shown === 0;
    this.places.filter();
    this.list();
    if (this.chosen?.spot.off) this.close();
    this.places.declutterSoon();
  }

  /** Shows marks as the filters want them: at once what is near the screen, the rest of a long text piece by piece. */
  showMarks(mentions) {
    cancelIdleCallback(this.markingLater);
    const isNear = (mention) => this.nearArticles.has(mention.sentence.article);
    const sorted = mentions.length > MARKS_AT_ONCE ? [...mentions.filter(isNear), ...mentions.filter((one) => !isNear(one))] : mentions;
    for (const mention of sorted.slice(0, MARKS_AT_ONCE)) this.showMark(mention);
    const rest = sorted.slice(MARKS_AT_ONCE);
    if (rest.length) this.markingLater = requestIdleCallback(() => this.showMarks(rest), { timeout: SETTLED });
  }

  showMark(mention) {
    const shown = !mention.off;
    mention.marked = shown;
    mention.mark.classList.toggle("off", !shown);
    // Without an address a link is plain text, for the keyboard too.
    if (shown) mention.mark.setAttribute("href", `#p${mention.spot.number}`);
    else mention.mark.removeAttribute("href");
  }

  /** The list shows what the filters leave and the search finds; of places that are left in part it says how often. */
  list() {
    const query = (find("search")?.value ?? "").trim().toLowerCase();
    let found = 0;
    for (const spot of this.atlas.spots) {
      const shown = !spot.off && this.matches(spot, query);
      found += shown ? 1 : 0;
      const row = this.rows[spot.number];
      if (row.hidden === shown) row.hidden = !shown;
      const narrowed = shown && spot.shown < spot.mentions.length ? String(spot.shown) : null;
      if (spot.narrowed !== narrowed) this.showCount(spot, row.lastElementChild, narrowed);
    }
    if (find("no-match")) find("no-match").hidden = found > 0;
  }

  showCount(spot, cell, narrowed) {
    spot.counted ??= [...cell.childNodes];
    spot.narrowed = narrowed;
    if (narrowed === null) cell.replaceChildren(...spot.counted);
    else cell.replaceChildren(narrowed);
  }

  matches(spot, query) {
    if (!query) return true;
    spot.searched ??= [spot.name, ...(spot.other_names ?? []), ...spot.mentions.map((one) => line(one.sentence))]
      .join("\n").toLowerCase();
    return spot.searched.includes(query);
  }

  toggle(token) {
    if (!this.hidden.delete(token)) this.hidden.add(token);
    this.showToggles();
    this.filter();
    this.writeFragment();
  }

  showToggles() {
    for (const button of find("legend").children) {
      button.setAttribute("aria-pressed", String(!this.hidden.has(button.dataset.token)));
    }
    for (const chip of find("chips")?.children ?? []) {
      if (chip.dataset.article === String(this.article ?? "")) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
  }

  chooseArticle(article) {
    this.article = article;
    this.showToggles();
    find("text").scrollTo({ top: 0 });
    this.filter();
    later(() => this.places.fit(false, true));
    this.writeFragment();
  }

  /* --- listening ------------------------------------------------------------------------------------------------- */

  listenToText() {
    const text = find("text");
    const meant = (event) => {
      const mark = event.target.closest?.("a.mention:not(.off)");
      return mark ? this.atlas.mentions[Number(mark.id.slice(1))] : null;
    };
    text.addEventListener("click", (event) => {
      const mention = meant(event);
      if (!mention) return;
      event.preventDefault();
      this.choose(mention.spot, { mention, opener: mention.mark });
    });
    for (const type of ["mouseover", "focusin"]) {
      text.addEventListener(type, (event) => {
        const mention = meant(event);
        if (!mention) return;
        mention.mark.title ||= this.describe(mention);
        this.preview(mention.spot);
      });
    }
    for (const type of ["mouseout", "focusout"]) {
      text.addEventListener(type, (event) => { if (meant(event)) this.preview(null); });
    }
    for (const chip of find("chips")?.children ?? []) {
      chip.addEventListener("click", (event) => {
        event.preventDefault();
        this.chooseArticle(chip.dataset.article === "" ? null : Number(chip.dataset.article));
      });
    }
  }

  /** «Pjöngjang · Stadt · Nordkorea · unsicher» */
  describe({ spot, status }) {
    const unsure = status === "unsure" ? this.atlas.words["status.unsure"] : null;
    return [spot.name, spot.type_name ?? this.atlas.words["type.none"], spot.country_name, unsure].filter(Boolean).join(" · ");
  }

  listenToList() {
    const body = document.querySelector("#places tbody");
    const meant = (event) => {
      const row = event.target.closest("tr");
      return row ? this.atlas.spots[Number(row.id.slice(1))] : null;
    };
    body?.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      this.choose(meant(event), { opener: link, scroll: true });
    });
    for (const type of ["mouseover", "focusin"]) body?.addEventListener(type, (event) => this.preview(meant(event)));
    for (const type of ["mouseout", "focusout"]) body?.addEventListener(type, () => this.preview(null));
    for (const head of document.querySelectorAll("#places th[data-sort]")) {
      head.replaceChildren(element("button", { type: "button", onclick: () => this.sort(head) }, head.textContent));
    }
    find("search")?.addEventListener("input", () => this.list());
    // Reading all sentences takes a moment, which is better spent before the first letter.
    find("search")?.addEventListener("focus", () => { for (const spot of this.atlas.spots) this.matches(spot, "-"); }, { once: true });
    find("download").hidden = !this.atlas.mentions.length;
    for (const button of find("download").querySelectorAll("button")) {
      button.addEventListener("click", () => download(this.atlas, button.dataset.file));
    }
  }

  sort(head) {
    const column = head.cellIndex;
    const descending = head.getAttribute("aria-sort") === "ascending" || (head.dataset.sort === "number" && !head.ariaSort);
    const { compare } = new Intl.Collator(this.atlas.language);
    const values = this.atlas.spots.map((spot) => {
      const cell = this.rows[spot.number].cells[column];
      return head.dataset.sort === "number" ? spot.named * 1e6 + spot.mentions.length : (cell.querySelector("a") ?? cell).textContent;
    });
    const order = head.dataset.sort === "number"
      ? (a, b) => values[a.number] - values[b.number]
      : (a, b) => compare(values[a.number], values[b.number]);
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const sorted = [...this.atlas.spots].sort((a, b) => (descending ? order(b, a) : order(a, b)));
    this.rows[0].parentNode.append(...sorted.map((spot) => this.rows[spot.number]));
  }

  listenToLegend() {
    for (const button of find("legend").children) {
      button.addEventListener("click", () => this.toggle(button.dataset.token));
    }
  }

  listenToMap() {
    find("outside").addEventListener("click", () => this.places.fit(true, true));
    if (this.embedded) {
      // Whoever scrolls past a frame wants to go on scrolling, until they have gone into the map.
      this.map.scrollWheelZoom.disable();
      this.map.once("click focus", () => this.map.scrollWheelZoom.enable());
    }
    for (const part of [find("outside"), find("legend")]) L.DomEvent.disableClickPropagation(part);
    // The map learns its size from its box alone, whatever changes it: the window, the divider, a turned phone.
    new ResizeObserver(() => this.map.invalidateSize({ pan: true, animate: false })).observe(find("map"));
  }

  outside(count) {
    const button = find("outside");
    button.hidden = count === 0;
    // Once the reader has gone into the map, most places are outside, and their number tells nothing.
    const few = count < this.atlas.spots.length / 2;
    button.textContent = say(this.atlas.words, few ? "page.outside" : "page.show_all", { count });
  }

  listenToKeys() {
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches?.("input, textarea");
      if (event.key === "Escape") this.close();
      else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && find("search")) {
        event.preventDefault();
        find("search").focus();
      }
    });
    window.addEventListener("hashchange", () => this.openFragment());
  }

  dragDivider() {
    const divider = find("divider");
    const set = (share) => {
      const percent = Math.round(Math.min(75, Math.max(25, share)));
      find("layout").style.setProperty("--text-share", `${percent}%`);
      divider.setAttribute("aria-valuenow", String(percent));
    };
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    divider.addEventListener("pointermove", (event) => {
      if (divider.hasPointerCapture(event.pointerId)) set((event.clientX / innerWidth) * 100);
    });
    divider.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
      if (by) set(Number(divider.getAttribute("aria-valuenow")) + by);
    });
  }

  /** Lights up on the map what is mentioned in the part of the text on screen; marks are watched near the screen only. */
  watchText() {
    const [onScreen, near] = [new Set(), new Set()];
    const marks = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) onScreen.add(target);
        else onScreen.delete(target);
      }
      this.places.light(new Set([...onScreen].map((mark) => this.atlas.mentions[Number(mark.id.slice(1))].spot)));
    });
    const blocks = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) near.add(target);
        else near.delete(target);
        for (const mark of target.querySelectorAll("a.mention")) {
          if (isIntersecting) marks.observe(mark);
          else {
            marks.unobserve(mark);
            onScreen.delete(mark);
          }
        }
      }
      this.nearArticles = new Set([...near].map((block) => Number(block.parentNode.id.slice(1))));
    }, { rootMargin: "100px" });
    for (const block of document.querySelectorAll("main > article > *")) blocks.observe(block);
  }

  /** The map on paper has another size: it is laid out and fitted before the browser takes its picture. */
  prepareForPrint() {
    let before = null;
    window.addEventListener("beforeprint", () => {
      before = [this.map.getCenter(), this.map.getZoom()];
      this.close({ giveFocusBack: false });
      document.documentElement.classList.add("printing");
      this.map.invalidateSize({ animate: false });
      this.places.spreadOut(true);
      this.places.fit(true, false);
      this.places.declutter();
    });
    window.addEventListener("afterprint", () => {
      document.documentElement.classList.remove("printing");
      this.map.invalidateSize({ animate: false });
      this.places.spreadOut(false);
      this.map.setView(...before, { animate: false });
    });
  }

  /* --- the address: a link opens what was seen --------------------------------------------------------------------- */

  openFragment() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    this.hidden = new Set((wanted.get("hide") ?? "").split(",").filter(Boolean));
    const article = Number(wanted.get("article") ?? NaN) - 1;
    this.article = this.atlas.articles[article] ? article : null;
    this.dates.read(wanted.get("dates"));
    this.showToggles();
    this.filter();
    const view = this.readView(wanted.get("view"));
    if (view) this.map.setView(...view, { animate: false });
    else this.places.fit(false, false);
    const spot = this.atlas.spots.find((one) => one.id === wanted.get("place"));
    if (spot && !spot.off) this.choose(spot, { scroll: true, move: !view });
  }

  /** «48.14,11.58,6» as a point and a zoom of the map; null where it is none. */
  readView(written) {
    const [lat, lon, zoom] = (written ?? "").split(",").map((part) => (part.trim() ? Number(part) : NaN));
    if (![lat, lon, zoom].every(Number.isFinite) || Math.abs(lat) > 85 || Math.abs(lon) > 210) return null;
    return [[lat, lon], Math.min(this.map.getMaxZoom(), Math.max(this.map.getMinZoom(), zoom))];
  }

  /** From now on the address tells what part of the map is seen, once the reader has moved it. */
  watchView() {
    let timer = null;
    this.map.on("moveend", () => {
      if (document.documentElement.classList.contains("printing")) return;
      const { lat, lng } = this.map.getCenter();
      this.view = [lat.toFixed(3), lng.toFixed(3), Number(this.map.getZoom().toFixed(2))].join(",");
      clearTimeout(timer);
      timer = setTimeout(() => this.writeFragment(), SETTLED);
    });
  }

  writeFragment() {
    const parts = [];
    if (this.chosen) parts.push(["place", this.chosen.spot.id]);
    if (this.hidden.size) parts.push(["hide", [...this.hidden].sort().join(",")]);
    if (this.article !== null) parts.push(["article", String(this.article + 1)]);
    if (this.dates.written) parts.push(["dates", this.dates.written]);
    if (this.view) parts.push(["view", this.view]);
    const fragment = parts.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
    if (location.hash.slice(1) === fragment) return;
    try {
      history.replaceState(null, "", `#${fragment}`);
    } catch {
      // A page embedded as text (srcdoc) has no address of its own to change.
    }
  }
}

window.schauplatz.start = (map, base) => new Page(map, base);
})();
