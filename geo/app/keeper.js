// Keeps the key of this tab's work over a reload, in the tab's own memory; no address and no cookie holds it.
const NAME = "schauplatz.work";

export default function ({ data, setStateValue }) {
  if (data.key) {
    sessionStorage.setItem(NAME, data.key);
  } else if (data.forget) {
    sessionStorage.removeItem(NAME);
  } else {
    const kept = sessionStorage.getItem(NAME);
    if (kept) setStateValue("kept", kept);
  }
}
