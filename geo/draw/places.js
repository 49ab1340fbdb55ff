/* The places on the map: towns as pins, everything that has a surface as that surface, a name for each where it fits. */
(() => {
"use strict";

const { element } = window.schauplatz;
const PIN_GROUPS = new Set(["city", "site"]);
const POINT_TYPES = new Set(["mountain", "island", "lake"]);
const TOWN_ZOOM = 5;
/* Closer, the outlines show that they are simplified. */
const SHAPE_ZOOM = 6.5;
/* Nearer than this on the screen, two pins cannot be told apart by a finger. */
const NEAR = 18;
const PIN_ROOM = 9;
/* A number on paper is wider than a pin. */
const NUMBER_ROOM = 17;
const FINGER = 14;
const CLUSTER = 30;
/* What the map shows first may leave out places with this share of the mentions, if that shrinks it by a third. */
const OUTLYING_SHARE = 0.2;
const WORTH_LEAVING_OUT = 0.67;

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The outer rings of a polygon or the lines of a line, however deeply nested. */
const rings = (latlngs) => {
  if (!latlngs.length || latlngs[0].lat !== undefined) return [latlngs];
  if (latlngs[0].length && latlngs[0][0].lat !== undefined) return [latlngs[0]];
  return latlngs.flatMap(rings);
};

/* As in geometry.py: lines are written as steps, in thousandths of a degree. */
const GRID = 1000;

const unpackedLine = (steps) => {
  const points = [];
  for (let at = 0, x = 0, y = 0; at < steps.length; at += 2) {
    x += steps[at];
    y += steps[at + 1];
    points.push([x / GRID, y / GRID]);
  }
  return points;
};

const unpackedLines = (lines) => (Array.isArray(lines[0]) ? lines.map(unpackedLines) : unpackedLine(lines));

const unpackedGeometry = ({ type, coordinates }) => ({ type, coordinates: unpackedLines(coordinates) });

/** A FeatureCollection as it is before `packed_features` of geometry.py. */
const unpacked = (collection) => {
  for (const feature of collection.features) feature.geometry = unpackedGeometry(feature.geometry);
  return collection;
};

/* Between two points of a course, which may be far apart, the line bends this often. */
const BENDS = 4;

/** A course as a smooth line through its points (Catmull and Rom's), as latitude and longitude. */
const smooth = (course) => {
  const bent = course.slice(1).flatMap((end, index) => {
    const start = course[index];
    const before = course[index - 1] ?? start;
    const after = course[index + 2] ?? end;
    return Array.from({ length: BENDS }, (_, step) => {
      const t = step / BENDS;
      return [1, 0].map((axis) => 0.5 * (2 * start[axis] + (end[axis] - before[axis]) * t +
        (2 * before[axis] - 5 * start[axis] + 4 * end[axis] - after[axis]) * t ** 2 +
        (3 * start[axis] - before[axis] - 3 * end[axis] + after[axis]) * t ** 3));
    });
  });
  return [...bent, [course.at(-1)[1], course.at(-1)[0]]];
};

/** A line, and around it, unseen, what a finger can touch. */
const river = (course) => {
  const points = smooth(course);
  return L.featureGroup([
    L.polyline(points, { className: "shape line touch" }),
    L.polyline(points, { className: "shape line" }),
  ]);
};

const breadth = (bounds) => (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth());

/** The bounds of the largest part: France without its overseas regions, Russia without its end beyond 180°. */
const mainBounds = (layer) => {
  const layers = layer.getLayers ? layer.getLayers() : [layer];
  const parts = layers.flatMap((one) => (one instanceof L.Polygon ? rings(one.getLatLngs()) : [one.getLatLngs().flat(2)]));
  return parts.map((ring) => L.latLngBounds(ring)).sort((a, b) => breadth(b) - breadth(a))[0];
};

/** An extent is no border: it is drawn as an ellipse with a soft edge. */
const ellipse = ([west, south, east, north]) => {
  const width = (east < west ? east + 360 - west : east - west) / 2;
  const height = (north - south) / 2;
  const points = Array.from({ length: 48 }, (_, step) => {
    const angle = (step / 48) * 2 * Math.PI;
    return [south + height * (1 + Math.sin(angle)), west + width * (1 + Math.cos(angle))];
  });
  return L.polygon(points, { className: "shape soft", smoothFactor: 0 });
};

/** Every thirtieth degree, under the land. */
const graticule = () => {
  const meridians = Array.from({ length: 13 }, (_, step) => [[-85, step * 30 - 180], [85, step * 30 - 180]]);
  const parallels = [-60, -30, 0, 30, 60].map((lat) => [[lat, -180], [lat, 180]]);
  return L.polyline([...meridians, ...parallels], { className: "grid", interactive: false });
};

class Places {
  constructor(map, base, atlas, on) {
    Object.assign(this, { map, atlas, on, widths: new Map() });
    // Disputed lines are features of the base map too, but of no country.
    const countries = base.getLayers().filter((layer) => layer.feature.properties.id);
    this.features = new Map(countries.map((layer) => [layer.feature.properties.id, layer]));
    graticule().addTo(map).bringToBack();
    const located = atlas.spots.filter((spot) => spot.type);
    for (const spot of located) this.prepare(spot);
    this.tiles();
    this.spots = located;
    this.shapes();
    this.pins();
    this.baseLabels();
    L.control.zoom({
      position: "topright", zoomInTitle: atlas.words["page.zoom_in"], zoomOutTitle: atlas.words["page.zoom_out"],
    }).addTo(map);
    map.on("moveend zoomend resize", () => this.declutterSoon());
    map.on("click", (event) => {
      const pin = this.pinAt(event.containerPoint);
      if (pin) this.on.choose(pin, pin.marker.getElement());
      else this.on.away();
    });
  }

  /** Where there are tiles, the land is drawn until the first has come: without a network the map stays whole. */
  tiles() {
    this.map.eachLayer((layer) => {
      if (layer instanceof L.TileLayer) layer.once("tileload", () => this.map.getContainer().classList.add("tiled"));
    });
  }

  prepare(spot) {
    const feature = this.features.get(spot.feature);
    if (feature) spot.layer = feature;
    else if (spot.course) spot.layer = river(spot.course);
    else if (spot.outline) spot.layer = L.geoJSON(unpackedGeometry(spot.outline), { style: { className: "shape" } });
    else if (spot.bbox && !PIN_GROUPS.has(spot.group)) spot.layer = ellipse(spot.bbox);
    spot.pin = PIN_GROUPS.has(spot.group) || (!spot.layer && POINT_TYPES.has(spot.type));
    spot.bounds = spot.layer && !spot.pin ? mainBounds(spot.layer) : null;
    const label = feature ? feature.feature.properties : spot;
    const [lon, lat] = spot.course?.[Math.floor(spot.course.length / 2)] ?? [label.lon, label.lat];
    spot.anchor = L.latLng(lat, lon);
    // A popup stands above what it is about; over a whole country it may lie.
    spot.top = spot.bounds && !spot.course && spot.type !== "country" ? L.latLng(spot.bounds.getNorth(), lon) : spot.anchor;
  }

  shapes() {
    const shaped = this.spots.filter((spot) => spot.bounds).sort((a, b) => breadth(b.bounds) - breadth(a.bounds));
    for (const spot of shaped) {
      spot.layer.addTo(this.map).bringToFront();
      spot.paths = (spot.layer.getLayers ? spot.layer.getLayers() : [spot.layer]).map((layer) => layer.getElement());
      for (const path of spot.paths) {
        path.classList.add("place", `group-${spot.group}`, `type-${spot.type}`, `status-${spot.status}`);
        path.classList.toggle("faint", !spot.named);
        if (spot.layer.feature === undefined && spot.outline?.type?.includes("LineString")) path.classList.add("line");
      }
      this.listen(spot, spot.layer);
    }
  }

  pins() {
    this.group = L.layerGroup().addTo(this.map);
    this.cluster = L.markerClusterGroup ? this.clusterGroup().addTo(this.map) : this.group;
    // What is only derived («russische») colours its country but has no name of its own on the map.
    const clustered = [];
    for (const spot of this.spots.filter((one) => one.named)) {
      const icon = L.divIcon({ className: `pin group-${spot.group} status-${spot.status} ${spot.pin ? "" : "label"}`, iconSize: null });
      // Most pins of a large map stay inside a cluster: they are made when they come out.
      icon.createIcon = () => {
        icon.options.html = this.pinContent(spot);
        return L.DivIcon.prototype.createIcon.call(icon);
      };
      spot.marker = L.marker(spot.anchor, { icon, riseOnHover: true, zIndexOffset: spot.pin ? 1000 : 0 });
      spot.marker.on("add", () => this.nameMarker(spot));
      this.listen(spot, spot.marker);
      if (this.home(spot) === this.group) this.group.addLayer(spot.marker);
      else clustered.push(spot.marker);
    }
    if (clustered.length) this.cluster.addLayers(clustered);
  }

  pinContent(spot) {
    const dot = element("span", { class: "dot" });
    dot.style.setProperty("--size", `${Math.min(10 + 3 * Math.sqrt(spot.named), 26)}px`);
    const name = element("span", { class: "name", "data-number": String(spot.number + 1) }, element("bdi", {}, spot.name));
    const number = element("span", { class: "print-number", "aria-hidden": "true" }, String(spot.number + 1));
    return element("span", { class: "inner" }, dot, name, number);
  }

  home(spot) {
    return spot.pin ? this.cluster : this.group;
  }

  clusterGroup() {
    return L.markerClusterGroup({
      maxClusterRadius: 32,
      showCoverageOnHover: false,
      animate: !calm(),
      iconCreateFunction: (cluster) => L.divIcon({
        className: "cluster", iconSize: [CLUSTER, CLUSTER], html: element("span", {}, String(cluster.getChildCount())),
      }),
    });
  }

  nameMarker(spot) {
    const marker = spot.marker.getElement();
    marker.classList.add(...(spot.classes ?? []));
    const facts = [spot.name, spot.type_name, spot.country_name].filter(Boolean).join(", ");
    marker.setAttribute("aria-label", `${facts}, ${this.on.count(spot)}`);
    marker.addEventListener("focus", () => this.on.preview(spot));
    marker.addEventListener("blur", () => this.on.preview(null));
    marker.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.on.choose(spot, marker);
    });
  }

  /** The pin that a pointer means: the nearest, if it is near enough for a finger, whichever lies on top. */
  pinAt(point) {
    const distance = (spot) => point.distanceTo(this.at(spot));
    return this.spots.filter((spot) => spot.pin && spot.marker?.getElement() && distance(spot) < FINGER)
      .sort((a, b) => distance(a) - distance(b))[0];
  }

  listen(spot, layer) {
    layer.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      // For a marker, Leaflet's own event gives the marker's point, not the pointer's.
      const pointer = event.originalEvent;
      const named = pointer.target.closest?.(".name");
      const meant = (named ? null : this.pinAt(this.map.mouseEventToContainerPoint(pointer))) ?? spot;
      this.on.choose(meant, meant.marker?.getElement() ?? null);
    });
    layer.on("mouseover", () => this.on.preview(spot));
    layer.on("mouseout", () => this.on.preview(null));
  }

  baseLabels() {
    const mentioned = new Set(this.spots.map((spot) => spot.feature));
    this.countries = [...this.features.values()]
      .map((layer) => layer.feature.properties)
      .filter((country) => !mentioned.has(country.id))
      .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1))
      .map((country) => {
        const name = element("span", { class: "name" }, country[this.atlas.language]);
        const icon = L.divIcon({ className: "country-name", html: name, iconSize: null });
        const marker = L.marker([country.lat, country.lon], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
        return { ...country, name: country[this.atlas.language], marker: marker.addTo(this.group) };
      });
    for (const country of this.countries) country.marker.getElement().setAttribute("aria-hidden", "true");
  }

  /** Several changes at once are one to the eye. */
  declutterSoon() {
    this.soon ??= requestAnimationFrame(() => this.declutter());
  }

  /** Shows names where there is room: pins first, then surfaces, then the other countries. */
  declutter() {
    cancelAnimationFrame(this.soon);
    this.soon = null;
    const pen = document.createElement("canvas").getContext("2d");
    const taken = [];
    const free = (box) => taken.every((other) =>
      box.left > other.right || box.right < other.left || box.top > other.bottom || box.bottom < other.top);
    const view = this.map.getSize();
    const onScreen = (point) => point.x > -50 && point.y > -20 && point.x < view.x + 50 && point.y < view.y + 20;
    const place = (point, text, font, sides) => {
      const width = this.width(pen, text, font);
      for (const [side, x, y] of sides) {
        const left = point.x + (side === "right" ? x : side === "left" ? -x - width : -width / 2);
        const box = { left, right: left + width, top: point.y + y - 9, bottom: point.y + y + 9 };
        if (box.left >= 0 && box.right <= view.x && free(box)) { taken.push(box); return { side, y }; }
      }
      return null;
    };
    // Nothing may lie under the buttons in the corners.
    taken.push({ left: view.x - 50, right: view.x, top: 0, bottom: 85 }, { left: 0, right: 200, top: 0, bottom: 42 });
    for (const cluster of this.map.getPane("markerPane").querySelectorAll(".cluster")) {
      const { x, y } = this.map.layerPointToContainerPoint(L.DomUtil.getPosition(cluster));
      taken.push({ left: x - CLUSTER / 2, right: x + CLUSTER / 2, top: y - CLUSTER / 2, bottom: y + CLUSTER / 2 });
    }
    this.spread();
    const drawn = this.spots.filter((spot) => spot.marker?.getElement());
    const shown = drawn.filter((spot) => onScreen(this.at(spot)));
    for (const spot of drawn) this.position(spot.marker.getElement(), null);
    for (const spot of shown.filter((one) => one.pin)) {
      const { x, y } = this.at(spot);
      taken.push({ left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 });
    }
    for (const spot of [...shown.filter((one) => one.pin), ...shown.filter((one) => !one.pin)]) {
      const beside = [["right", 12, 0], ["left", 12, 0], ["above", 0, -19], ["below", 0, 19]];
      const within = [["above", 0, 0], ["above", 0, -13], ["above", 0, 13]];
      const found = place(this.at(spot), spot.name, "600 13px sans-serif", spot.pin ? beside : within);
      this.position(spot.marker.getElement(), found);
    }
    const zoom = this.map.getZoom();
    for (const country of this.countries) {
      const point = this.map.latLngToContainerPoint(country.marker.getLatLng());
      const wanted = country.rank <= zoom - 0.5 && onScreen(point);
      const found = wanted ? place(point, country.name, "12px sans-serif", [["above", 0, 0]]) : null;
      country.marker.getElement().classList.toggle("nameless", !found);
    }
    this.on.outside(this.spots.filter((spot) => spot.named && !spot.off && !this.map.getBounds().contains(spot.anchor)).length);
  }

  /** How wide a name is; asked for on every move, measured once. */
  width(pen, text, font) {
    const key = `${font} ${text}`;
    if (!this.widths.has(key)) {
      pen.font = font;
      this.widths.set(key, pen.measureText(text).width + 8);
    }
    return this.widths.get(key);
  }

  position(marker, found) {
    marker.classList.toggle("nameless", !found);
    marker.dataset.side = found?.side ?? "right";
    marker.style.setProperty("--shift", `${found?.y ?? 0}px`);
  }

  /** Where a place stands on the screen, aside from its true point where pins would cover each other. */
  at(spot) {
    return this.map.latLngToContainerPoint(spot.anchor).add(spot.aside ?? [0, 0]);
  }

  /** Moves pins apart that would lie upon each other (Moskau and the Kreml), so that each can be reached. */
  spread() {
    const pins = this.spots.filter((spot) => spot.pin && spot.marker?.getElement());
    const standing = [];
    const room = this.isPaper ? NUMBER_ROOM : PIN_ROOM;
    const asides = [[0, 0], ...[1.2, 2.4].flatMap((ring) => [1, 3, 5, 7, 0, 2, 4, 6].map((eighth) => {
      const angle = (eighth * Math.PI) / 4;
      return [Math.round(room * ring * Math.cos(angle)), Math.round(room * ring * Math.sin(angle))];
    }))];
    for (const spot of pins) {
      const point = this.map.latLngToContainerPoint(spot.anchor);
      spot.aside = asides.find((aside) => standing.every((other) => other.distanceTo(point.add(aside)) > room)) ?? [0, 0];
      standing.push(point.add(spot.aside));
      const { style } = spot.marker.getElement();
      style.setProperty("--across", `${spot.aside[0]}px`);
      style.setProperty("--down", `${spot.aside[1]}px`);
    }
  }

  /** Places whose pins or names lie so close to this one's that a pointer may not reach them. */
  near(spot) {
    const zoom = Math.max(this.map.getZoom(), spot.pin ? TOWN_ZOOM : 0);
    const point = this.map.project(spot.anchor, zoom);
    return this.spots.filter((other) => other !== spot && !other.off && other.named &&
      point.distanceTo(this.map.project(other.anchor, zoom)) < NEAR);
  }

  elements(spot) {
    return [spot.marker?.getElement(), ...(spot.paths ?? [])].filter(Boolean);
  }

  /** Marks a place, or none, with a class: `preview`, `chosen`. */
  mark(spot, name) {
    for (const other of this.spots) {
      if (other === spot || other.classes?.has(name)) this.dress(other, name, other === spot);
    }
  }

  light(lit) {
    for (const spot of this.spots) if (lit.has(spot) !== Boolean(spot.classes?.has("lit"))) this.dress(spot, "lit", lit.has(spot));
  }

  /** Gives a class to all that is drawn of a place, or takes it; a marker that is drawn later gets it then. */
  dress(spot, name, worn) {
    spot.classes ??= new Set();
    if (worn) spot.classes.add(name);
    else spot.classes.delete(name);
    for (const part of this.elements(spot)) part.classList.toggle(name, worn);
  }

  /** Shows the places that are not `off`, and hides the others. */
  filter() {
    const [come, go] = [[], []];
    for (const spot of this.spots) {
      if (Boolean(spot.gone) === spot.off) continue;
      spot.gone = spot.off;
      for (const path of spot.paths ?? []) path.classList.toggle("off", spot.off);
      if (spot.marker && this.home(spot) === this.cluster) (spot.off ? go : come).push(spot.marker);
      else if (spot.marker && spot.off) this.group.removeLayer(spot.marker);
      else if (spot.marker) this.group.addLayer(spot.marker);
    }
    if (this.cluster === this.group) {
      for (const marker of go) this.group.removeLayer(marker);
      for (const marker of come) this.group.addLayer(marker);
    } else if (come.length + go.length > this.spots.length / 10) {
      // To build the clusters anew is quicker than to change many.
      this.cluster.clearLayers();
      this.cluster.addLayers(this.spots.filter((spot) => spot.marker && !spot.off && spot.pin).map((spot) => spot.marker));
    } else {
      this.cluster.removeLayers(go);
      this.cluster.addLayers(come);
    }
  }

  /** On paper nobody can open a cluster: there, every pin stands for itself. */
  spreadOut(isPaper) {
    this.isPaper = isPaper;
    if (this.cluster === this.group) return;
    const markers = this.spots.filter((spot) => spot.marker && !spot.off && spot.pin).map((spot) => spot.marker);
    if (isPaper) {
      this.cluster.clearLayers();
      for (const marker of markers) this.group.addLayer(marker);
    } else {
      for (const marker of markers) this.group.removeLayer(marker);
      this.cluster.addLayers(markers);
    }
  }

  /** Moves so that the place and, above it, a popup of this height are in view. */
  go(spot, height) {
    const view = this.map.getSize();
    const padding = L.point(Math.min(80, view.x / 5), Math.min(50, view.y / 8) + (spot.top === spot.anchor ? 0 : height / 2));
    const zoom = spot.bounds
      ? Math.min(this.map.getBoundsZoom(spot.bounds, false, padding), SHAPE_ZOOM)
      : Math.max(this.map.getZoom(), TOWN_ZOOM);
    const anchor = this.map.project(spot.top, zoom);
    const middle = this.map.project(spot.bounds ? spot.bounds.getCenter() : spot.anchor, zoom);
    const room = Math.max(view.x / 2 - 190, 0);
    middle.x = Math.min(Math.max(middle.x, anchor.x - room), anchor.x + room);
    middle.y = Math.min(middle.y, anchor.y - height - 36 + view.y / 2);
    this.move(this.map.unproject(middle, zoom), zoom);
  }

  move(centre, zoom) {
    if (calm()) this.map.setView(centre, zoom, { animate: false });
    else this.map.flyTo(centre, zoom, { duration: 0.7 });
  }

  pulse(spot) {
    for (const part of this.elements(spot)) part.classList.remove("pulse");
    // In the frame after next the class is new again, and the animation begins anew.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      for (const part of this.elements(spot)) part.classList.add("pulse");
    }));
  }

  /** What must be seen of a place: towns and small regions whole, of a country or a continent its middle. */
  core(spot) {
    const small = spot.bounds && spot.type !== "country" && breadth(spot.bounds) < 100;
    return small ? spot.bounds : L.latLngBounds([spot.anchor]);
  }

  /** Fits what the article is about; with `all`, every place. */
  fit(all, animate) {
    const named = this.spots.filter((spot) => spot.named && !spot.off);
    const filled = new Set(named.filter((spot) => spot.type !== "country").map((spot) => spot.country));
    const telling = named.filter((spot) => spot.type !== "country" || !filled.has(spot.country));
    const mentions = named.reduce((sum, spot) => sum + spot.named, 0);
    const chosen = all ? named : this.withoutOutliers(telling, OUTLYING_SHARE * mentions);
    if (!chosen.length) return;
    const bounds = chosen.reduce((sum, spot) => sum.extend(this.core(spot)), L.latLngBounds([]));
    const only = chosen.length === 1 ? chosen[0].bounds : null;
    const view = this.map.getSize();
    this.map.fitBounds(only ?? bounds, {
      padding: [Math.min(90, view.x / 8), Math.min(60, view.y / 7)],
      maxZoom: 7,
      animate: animate && !calm(),
    });
  }

  /** Leaves out the few places, with no more mentions than may be spared, without which the rest is seen much larger. */
  withoutOutliers(spots, spare) {
    const points = new Map(spots.map((spot) => [spot, this.map.project(spot.anchor, 0)]));
    const middle = L.point(...["x", "y"].map((axis) => median([...points.values()].map((point) => point[axis]))));
    const sorted = [...spots].sort((a, b) => points.get(a).distanceTo(middle) - points.get(b).distanceTo(middle));
    const bounds = L.bounds([]);
    const areas = sorted.map((spot) => {
      const { x, y } = bounds.extend(points.get(spot)).getSize();
      return (x + 1) * (y + 1);
    });
    let best = sorted.length;
    for (let kept = sorted.length - 1; kept > 0; kept -= 1) {
      spare -= sorted[kept].named;
      if (spare < 0) break;
      if (areas[kept - 1] <= WORTH_LEAVING_OUT * areas[best - 1]) best = kept;
    }
    return sorted.slice(0, best);
  }
}

Object.assign(window.schauplatz, { Places, calm, unpacked });
})();
