/* The page: text, map, list and legend as one. What is chosen, shown or hidden is decided here. */
(() => {
"use strict";

const { card: makeCard, download, element, line, say, Places, calm } = window.schauplatz;
const find = (id) => document.getElementById(id);
const phone = () => matchMedia("(max-width: 50rem)").matches;

/** The block of data with numbers turned into the things they stand for. */
const readAtlas = () => {
  const atlas = JSON.parse(find("atlas").textContent);
  atlas.mentions = atlas.mentions.map((values, number) => {
    const mention = Object.fromEntries(atlas.fields.map((field, index) => [field, values[index]]));
    return { ...mention, number, sentence: atlas.sentences[mention.sentence], spot: atlas.spots[mention.spot] };
  });
  atlas.spots.forEach((spot, number) => Object.assign(spot, { number, mentions: [] }));
  for (const mention of atlas.mentions) mention.spot.mentions.push(mention);
  return atlas;
};

class Page {
  constructor(map, base) {
    this.map = map;
    this.atlas = readAtlas();
    // A mention that overlaps another has no mark of its own in the text.
    this.marks = this.atlas.mentions.map((mention) => find(`m${mention.number}`) ?? element("a"));
    this.rows = this.atlas.spots.map((spot) => find(`p${spot.number}`));
    this.hidden = new Set();
    this.article = null;
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
  }

  /* --- choosing a place ------------------------------------------------------------------------------------------ */

  /** Opens a place's card. `mention` is where the reader comes from; `scroll` brings the text to it. */
  choose(spot, { mention = null, opener = null, scroll = false, move = true } = {}) {
    const shown = spot.mentions.filter((one) => this.visible(one));
    this.close({ giveFocusBack: false });
    this.chosen = { spot, opener: opener ?? document.activeElement };
    const card = makeCard(spot, this.atlas, spot.type ? this.places.near(spot) : [], {
      close: () => this.close(),
      step: (by) => this.stepTo(spot.mentions[spot.mentions.indexOf(this.chosen.mention) + by]),
      jump: (one) => this.stepTo(one),
      choose: (other) => this.choose(other, { scroll: true }),
    });
    this.chosen.card = card;
    const height = this.present(spot, card.root);
    if (spot.type) {
      this.places.mark(spot, "chosen");
      if (move) this.places.go(spot, height);
      this.places.pulse(spot);
    }
    this.atlas.mentions.forEach((one, number) => this.marks[number].classList.toggle("chosen", one.spot === spot));
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
    this.atlas.mentions.forEach((one, number) => this.marks[number].classList.toggle("here", one === mention));
    if (scroll) this.scrollTo(this.marks[mention.number]);
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
    for (const mark of this.marks) mark.classList.remove("chosen", "here");
    if (giveFocusBack && opener?.isConnected) opener.focus({ preventScroll: true });
    this.writeFragment();
  }

  preview(spot) {
    this.places.mark(spot, "preview");
    this.atlas.mentions.forEach((one, number) => this.marks[number].classList.toggle("preview", one.spot === spot));
    this.rows.forEach((row, number) => row.classList.toggle("preview", spot?.number === number));
  }

  /** Scrolls only what holds the text: `scrollIntoView` would move a page that this one is embedded in. */
  scrollTo(mark) {
    const column = find("text");
    const box = mark.getBoundingClientRect();
    const sheet = find("sheet");
    const room = 24;
    const top = phone() ? find("atlas-section").getBoundingClientRect().bottom : column.getBoundingClientRect().top;
    const bottom = phone() && !sheet.hidden ? sheet.getBoundingClientRect().top : innerHeight;
    if (box.top >= top + room && box.bottom <= bottom - room) return;
    (phone() ? document.scrollingElement : column).scrollBy({
      top: (box.top + box.bottom) / 2 - (top + bottom) / 2, behavior: calm() ? "auto" : "smooth",
    });
  }

  announce(text) {
    find("announcer").textContent = text;
  }

  /* --- filters --------------------------------------------------------------------------------------------------- */

  visible(mention) {
    const tokens = [`group-${mention.spot.group}`, `status-${mention.status}`, mention.kind === "place" ? "" : "kind-indirect"];
    return !tokens.some((token) => this.hidden.has(token)) && [null, mention.sentence.article].includes(this.article);
  }

  /** Lets the filters act on text, list and map alike. */
  filter() {
    const query = (find("search")?.value ?? "").trim().toLowerCase();
    for (const mention of this.atlas.mentions) {
      const mark = this.marks[mention.number];
      const shown = this.visible(mention);
      mark.classList.toggle("off", !shown);
      // Without an address a link is plain text, for the keyboard too.
      if (shown) mark.setAttribute("href", `#p${mention.spot.number}`);
      else mark.removeAttribute("href");
    }
    let found = 0;
    for (const spot of this.atlas.spots) {
      const shown = spot.mentions.some((mention) => this.visible(mention));
      const matches = this.matches(spot, query);
      this.rows[spot.number].hidden = !(shown && matches);
      found += shown && matches ? 1 : 0;
      if (spot.type) this.places.hide(spot, !shown);
    }
    if (find("no-match")) find("no-match").hidden = found > 0;
    document.querySelectorAll("main > article").forEach((article, index) => {
      article.hidden = ![null, index].includes(this.article);
    });
    if (this.chosen && !this.chosen.spot.mentions.some((mention) => this.visible(mention))) this.close();
    this.places.declutter();
  }

  matches(spot, query) {
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
    this.filter();
    this.places.fit(false, true);
    find("text").scrollTo({ top: 0 });
    this.writeFragment();
  }

  /* --- listening ------------------------------------------------------------------------------------------------- */

  listenToText() {
    this.marks.forEach((mark, number) => {
      const mention = this.atlas.mentions[number];
      mark.addEventListener("click", (event) => {
        if (!mark.hasAttribute("href")) return;
        event.preventDefault();
        this.choose(mention.spot, { mention, opener: mark });
      });
      for (const type of ["mouseenter", "focus"]) mark.addEventListener(type, () => this.preview(mention.spot));
      for (const type of ["mouseleave", "blur"]) mark.addEventListener(type, () => this.preview(null));
    });
    for (const chip of find("chips")?.children ?? []) {
      chip.addEventListener("click", (event) => {
        event.preventDefault();
        this.chooseArticle(chip.dataset.article === "" ? null : Number(chip.dataset.article));
      });
    }
  }

  listenToList() {
    for (const link of document.querySelectorAll("#places [data-spot]")) {
      const spot = this.atlas.spots[Number(link.dataset.spot)];
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.choose(spot, { opener: link, scroll: true });
      });
      const row = this.rows[spot.number];
      row.addEventListener("mouseenter", () => this.preview(spot));
      row.addEventListener("mouseleave", () => this.preview(null));
    }
    for (const head of document.querySelectorAll("#places th[data-sort]")) {
      head.replaceChildren(element("button", { type: "button", onclick: () => this.sort(head) }, head.textContent));
    }
    find("search")?.addEventListener("input", () => this.filter());
    find("download").hidden = !this.atlas.mentions.length;
    for (const button of find("download").querySelectorAll("button")) {
      button.addEventListener("click", () => download(this.atlas, button.dataset.file));
    }
  }

  sort(head) {
    const column = head.cellIndex;
    const descending = head.getAttribute("aria-sort") === "ascending" || (head.dataset.sort === "number" && !head.ariaSort);
    const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const compare = head.dataset.sort === "number"
      ? (a, b) => Number(value(a)) - Number(value(b))
      : (a, b) => value(a).localeCompare(value(b), this.atlas.language);
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const sorted = [...this.rows].sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
    this.rows[0].parentNode.append(...sorted);
  }

  listenToLegend() {
    for (const button of find("legend").children) {
      button.addEventListener("click", () => this.toggle(button.dataset.token));
    }
  }

  listenToMap() {
    find("outside").addEventListener("click", () => this.places.fit(true, true));
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

  /** Lights up on the map what is mentioned in the part of the text on screen. */
  watchText() {
    const onScreen = new Set();
    const observer = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) onScreen.add(target);
        else onScreen.delete(target);
      }
      this.places.light(new Set([...onScreen].map((mark) => this.atlas.mentions[Number(mark.id.slice(1))].spot)));
    });
    for (const mark of this.marks) if (mark.id) observer.observe(mark);
  }

  /** The map on paper has another size: it is laid out and fitted before the browser takes its picture. */
  prepareForPrint() {
    let before = null;
    window.addEventListener("beforeprint", () => {
      before = [this.map.getCenter(), this.map.getZoom()];
      this.close({ giveFocusBack: false });
      document.documentElement.classList.add("printing");
      this.map.invalidateSize({ animate: false });
      this.places.fit(true, false);
    });
    window.addEventListener("afterprint", () => {
      document.documentElement.classList.remove("printing");
      this.map.invalidateSize({ animate: false });
      this.map.setView(...before, { animate: false });
    });
  }

  /* --- the address: a link opens what was seen --------------------------------------------------------------------- */

  openFragment() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    this.hidden = new Set((wanted.get("hide") ?? "").split(",").filter(Boolean));
    const article = Number(wanted.get("article") ?? NaN) - 1;
    this.article = this.atlas.articles[article] ? article : null;
    this.showToggles();
    this.filter();
    this.places.fit(false, false);
    const spot = this.atlas.spots.find((one) => one.id === wanted.get("place"));
    if (spot) this.choose(spot, { scroll: true });
  }

  writeFragment() {
    const parts = [];
    if (this.chosen) parts.push(["place", this.chosen.spot.id]);
    if (this.hidden.size) parts.push(["hide", [...this.hidden].sort().join(",")]);
    if (this.article !== null) parts.push(["article", String(this.article + 1)]);
    const fragment = parts.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
    try {
      history.replaceState(null, "", `#${fragment}`);
    } catch {
      // A page embedded as text (srcdoc) has no address of its own to change.
    }
  }
}

window.schauplatz.start = (map, base) => new Page(map, base);
})();
