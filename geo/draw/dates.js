/* The brush for articles of several dates: a bar for each day, month or year, and two handles that choose from and to. */
(() => {
"use strict";

const { element, say } = window.schauplatz;
const DAY = 86_400_000;
/* Beyond this many bars of one unit, the next is taken. */
const MOST_BARS = 62;
const UNITS = [
  { format: { day: "numeric", month: "long", year: "numeric" }, start: (t) => t, next: (t) => t + DAY },
  {
    format: { month: "long", year: "numeric" },
    start: (t) => Date.UTC(new Date(t).getUTCFullYear(), new Date(t).getUTCMonth()),
    next: (t) => Date.UTC(new Date(t).getUTCFullYear(), new Date(t).getUTCMonth() + 1),
  },
  {
    format: { year: "numeric" },
    start: (t) => Date.UTC(new Date(t).getUTCFullYear(), 0),
    next: (t) => Date.UTC(new Date(t).getUTCFullYear() + 1, 0),
  },
];

/** First and last moment of an ISO 8601 date, which may be reduced to month or year; null for anything else. */
const span = (date) => {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(date ?? "");
  if (!parts) return null;
  const [year, month, day] = parts.slice(1).map((part) => part && Number(part));
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const end = day ? start + DAY : month ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1);
  return { start, end: end - 1 };
};

const barsOf = (unit, from, to) => {
  const bars = [];
  for (let at = unit.start(from); at <= to && bars.length <= MOST_BARS; at = unit.next(at)) bars.push({ start: at, end: unit.next(at) - 1 });
  return bars;
};

class Dates {
  /** `changed` is called whenever other articles are chosen. */
  constructor(root, atlas, changed) {
    Object.assign(this, { root, atlas, changed });
    this.spans = atlas.articles.map((article) => span(article.date));
    const dated = this.spans.filter(Boolean);
    if (!root || dated.length < 2) return;
    const from = Math.min(...dated.map((one) => one.start));
    const to = Math.max(...dated.map((one) => one.end));
    const drawn = UNITS.map((unit) => ({ unit, bars: barsOf(unit, from, to) }));
    const { unit, bars } = drawn.find((one) => one.bars.length <= MOST_BARS) ?? drawn.at(-1);
    // A longer time than bars of years can show ends with what is left.
    bars.at(-1).end = Math.max(bars.at(-1).end, to);
    this.bars = bars;
    this.format = new Intl.DateTimeFormat(atlas.language, { ...unit.format, timeZone: "UTC" });
    this.build();
    this.choose(0, bars.length - 1);
  }

  build() {
    const { words } = this.atlas;
    const counts = this.bars.map((bar) => this.spans.filter((one) => one && one.start <= bar.end && one.end >= bar.start).length);
    const most = Math.max(...counts);
    this.columns = counts.map((count) => {
      const column = element("span", {});
      column.style.setProperty("--height", String(count / most));
      return column;
    });
    this.handles = ["from", "to"].map((end) => element("input", {
      type: "range", min: "0", max: String(this.bars.length - 1), step: "1", class: end, "aria-label": words[`dates.${end}`],
      oninput: (event) => this.pull(end, Number(event.target.value)),
    }));
    this.told = element("span", { class: "told" });
    this.all = element("button", { type: "button", onclick: () => { this.choose(0, this.bars.length - 1); this.changed(); } }, words["dates.all"]);
    const bars = element("div", { class: "bars", "aria-hidden": "true" }, ...this.columns);
    const brush = element("div", { class: "brush" }, bars, ...this.handles);
    brush.style.setProperty("--bars", String(this.bars.length));
    this.listenToBrush(bars);
    this.root.append(brush, element("p", {}, this.told, " ", this.all));
  }

  /** A pointer drawn over the bars chooses what lies between; a tap chooses one bar. */
  listenToBrush(bars) {
    const at = (event) => {
      const box = bars.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      return Math.min(this.bars.length - 1, Math.max(0, Math.floor(share * this.bars.length)));
    };
    let first = null;
    const draw = (event) => {
      if (first === null) return;
      const now = at(event);
      this.choose(Math.min(first, now), Math.max(first, now));
      this.changed();
    };
    bars.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      bars.setPointerCapture(event.pointerId);
      first = at(event);
      draw(event);
    });
    bars.addEventListener("pointermove", draw);
    for (const type of ["pointerup", "pointercancel"]) bars.addEventListener(type, () => { first = null; });
  }

  /** Neither handle passes the other. */
  pull(end, value) {
    if (end === "from") this.choose(Math.min(value, this.to), this.to);
    else this.choose(this.from, Math.max(value, this.from));
    this.changed();
  }

  choose(from, to) {
    Object.assign(this, { from, to });
    const [start, end] = [this.bars[from], this.bars[to]];
    this.columns.forEach((column, number) => column.classList.toggle("out", number < from || number > to));
    [from, to].forEach((value, number) => {
      this.handles[number].value = String(value);
      this.handles[number].setAttribute("aria-valuetext", this.format.format(this.bars[value].start));
    });
    // Where both handles stand at the end, the one that can still move lies on top.
    this.handles[0].classList.toggle("above", from === this.bars.length - 1);
    const count = this.spans.filter((_, article) => this.holds(article)).length;
    const period = from === to ? this.format.format(start.start) : this.format.formatRange(start.start, end.start);
    this.told.textContent = `${period} · ${say(this.atlas.words, "dates.articles", { count })}`;
    this.all.hidden = !this.narrowed;
  }

  get narrowed() {
    return Boolean(this.bars) && (this.from > 0 || this.to < this.bars.length - 1);
  }

  /** Whether an article lies in the chosen time; one without a date only while all are shown. */
  holds(article) {
    if (!this.narrowed) return true;
    const one = this.spans[article];
    return Boolean(one) && one.start <= this.bars[this.to].end && one.end >= this.bars[this.from].start;
  }

  /** The choice as a word for the address («2023-01-05_2023-02-11»), empty when all are shown. */
  get written() {
    const day = (time) => new Date(time).toISOString().slice(0, 10);
    return this.narrowed ? `${day(this.bars[this.from].start)}_${day(this.bars[this.to].start)}` : "";
  }

  read(written) {
    if (!this.bars) return;
    const [from, to] = (written ?? "").split("_").map((date) => span(date)?.start);
    const bar = (time) => this.bars.findIndex((one) => one.start <= time && time <= one.end);
    const [first, last] = [bar(from), bar(to)];
    if (first >= 0 && last >= first) this.choose(first, last);
    else this.choose(0, this.bars.length - 1);
  }
}

Object.assign(window.schauplatz, { Dates });
})();
