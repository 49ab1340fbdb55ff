"""The places as KML (OGC KML 2.2), for Google Earth and other globes."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree

from geo.draw.gather import Spot, gather
from geo.draw.text import sentence_text, writable
from geo.model import Atlas
from geo.settings import Labels

_KML: Final = "http://www.opengis.net/kml/2.2"
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold, escaped or not."""


def kml(atlas: Atlas, labels: Labels = "de") -> str:
    """A placemark for each place: its name in the language of ``labels``, its sentences as the description."""
    ElementTree.register_namespace("", _KML)
    root = ElementTree.Element(f"{{{_KML}}}kml")
    document = _child(root, "Document")
    titles = [mapped.article.title for mapped in atlas.articles if mapped.article.title]
    _child(document, "name", titles[0] if len(titles) == 1 else "Schauplatz")
    for spot in gather(atlas):
        if spot.place is not None:
            _placemark(document, spot, atlas, labels)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _placemark(document: ElementTree.Element, spot: Spot, atlas: Atlas, labels: Labels) -> None:
    place = spot.place
    if place is None:
        return
    sentences = dict.fromkeys(sentence_text(atlas.articles[a.article], a.sentence) for a in spot.appearances)
    placemark = _child(document, "Placemark")
    _child(placemark, "name", place.name_in(labels))
    # Globes read a description as HTML unless its letters say otherwise.
    _child(placemark, "description", "\n\n".join(sentences).replace("&", "&amp;").replace("<", "&lt;"))
    data = _child(placemark, "ExtendedData")
    facts = {"id": place.id, "type": place.type, "country": place.country or "", "status": spot.status}
    for name, value in facts.items():
        fact = _child(data, "Data")
        fact.set("name", name)
        _child(fact, "value", value)
    _child(_child(placemark, "Point"), "coordinates", f"{place.lon:.5f},{place.lat:.5f}")


def _child(parent: ElementTree.Element, tag: str, text: str | None = None) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_KML}}}{tag}")
    child.text = None if text is None else _NO_XML.sub("\N{REPLACEMENT CHARACTER}", writable(text))
    return child
