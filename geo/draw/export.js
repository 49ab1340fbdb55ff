/* The data for download, made out of what the page holds: the same files that geo.draw's geojson() and csv_table() give. */
(() => {
"use strict";

const FORMULA = /^[=+\-@\t\r]/;

/* As in text.py, which must come to the same sentence. */
const SPACES = /[ \t\n\v\f\r]+/g;

/** A sentence that the page shows is read there. */
const shown = (sentence) => document.getElementById(`s${sentence.number}`);

/** A sentence as segments: text, or text and the number of its mention. */
const segments = (sentence) => {
  sentence.segments ??= [...shown(sentence).childNodes].map((node) =>
    (node.nodeType === Node.TEXT_NODE ? node.data : [node.textContent, Number(node.id.slice(1))]));
  return sentence.segments;
};

/** A sentence on one line. */
const line = (sentence) => {
  sentence.line ??= (sentence.segments
    ? sentence.segments.map((segment) => (typeof segment === "string" ? segment : segment[0])).join("")
    : shown(sentence).textContent).replace(SPACES, " ").replace(/^ | $/g, "");
  return sentence.line;
};

const feature = (atlas, spot) => {
  const mentions = spot.mentions;
  const counts = {};
  for (const kind of ["place", "derived", "part", "in_org"]) {
    const count = mentions.filter((mention) => mention.kind === kind).length;
    if (count) counts[kind] = count;
  }
  const distinct = (values) => [...new Set(values)];
  const result = {
    type: "Feature",
    id: spot.id,
    geometry: spot.course ? { type: "LineString", coordinates: spot.course } : { type: "Point", coordinates: [spot.lon, spot.lat] },
    properties: {
      id: spot.id,
      name: spot.name,
      type: spot.type,
      country: spot.country ?? null,
      status: spot.status,
      confidence: spot.confidence,
      source: spot.source,
      mentions: counts,
      articles: distinct(mentions.map((mention) => atlas.articles[mention.sentence.article].id)),
      sentences: distinct(mentions.map((mention) => line(mention.sentence))),
    },
  };
  if (spot.bbox) result.bbox = spot.bbox;
  return result;
};

const geojson = (atlas) => {
  const features = atlas.spots.filter((spot) => spot.type).map((spot) => feature(atlas, spot));
  return JSON.stringify({ type: "FeatureCollection", features }, null, 1) + "\n";
};

const cell = (value) => {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  // A spreadsheet would run such a text as a formula.
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csv = (atlas) => {
  const rows = atlas.mentions.map((mention) => {
    const { spot, sentence } = mention;
    const placed = spot.type
      ? { type: spot.type, lat: spot.lat, lon: spot.lon, country: spot.country, place: spot.name, place_id: spot.id, source: spot.source }
      : {};
    // Code points, as in the library: a character outside the basic plane counts once.
    const end = mention.start + [...mention.surface].length;
    const row = { ...mention, ...placed, end, article: atlas.articles[sentence.article].id, sentence: line(sentence) };
    return atlas.csv.map((column) => cell(row[column])).join(",");
  });
  return [atlas.csv.join(","), ...rows, ""].join("\r\n");
};

const FILES = {
  geojson: { make: geojson, type: "application/geo+json" },
  csv: { make: csv, type: "text/csv" },
};

/** Hands a file to the reader without a server. */
const download = (atlas, format) => {
  const { make, type } = FILES[format];
  // Spreadsheets recognise UTF-8 by its mark only.
  const parts = format === "csv" ? ["\ufeff", make(atlas)] : [make(atlas)];
  const address = URL.createObjectURL(new Blob(parts, { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement("a"), { href: address, download: `schauplatz.${format}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};

window.schauplatz = { download, line, segments };
})();
