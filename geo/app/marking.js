// The article's text, in which a name is marked with the mouse or the keyboard. Offsets are counted in code points, as
// the program counts them.
export default function ({ data, parentElement, setStateValue }) {
  const area = parentElement.querySelector("#text");
  const points = (text) => Array.from(text).length;
  if (area.dataset.article !== data.article) {
    area.dataset.article = data.article;
    area.textContent = "";
    for (const [text, isMention] of data.pieces) {
      const piece = document.createElement(isMention ? "mark" : "span");
      piece.textContent = text;
      area.append(piece);
    }
  }
  const offset = (node, inside) => {
    const before = document.createRange();
    before.setStart(area, 0);
    before.setEnd(node, inside);
    return points(before.toString());
  };
  const report = () => {
    const root = parentElement.getSelection ? parentElement : document;
    const selection = root.getSelection();
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!area.contains(range.startContainer) || !area.contains(range.endContainer)) return;
    const text = range.toString();
    const start = offset(range.startContainer, range.startOffset) + points(text) - points(text.trimStart());
    if (text.trim()) setStateValue("marked", [start, start + points(text.trim())]);
  };
  area.onmouseup = report;
  area.onkeyup = report;
}
