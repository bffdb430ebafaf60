// Measures a copy of the page once it is loaded, with every <details> open. A text is measured by the
// boxes of its lines, less the room above and below the letters, and only as far as it can be seen: a
// table in a box that scrolls ends where the box does.
const requests = [];
addEventListener("securitypolicyviolation", v => requests.push(v.blockedURI));
addEventListener("load", () => requestAnimationFrame(() => setTimeout(() => { // the page is wired
  document.querySelectorAll("details").forEach(d => d.open = true);
  const root = document.documentElement;
  const found = { width: innerWidth, scrollWidth: root.scrollWidth, requests, unsized: [], overlaps: [], texts: 0, wide: [] };
  for (const e of document.querySelectorAll("svg, img, canvas")) {
    const r = e.getBoundingClientRect();
    if (!(r.width > 0 && r.height > 0) && !e.closest("[hidden]")) found.unsized.push(e.outerHTML.slice(0, 80));
  }
  function visible(rect, e) {
    let { left, top, right, bottom } = rect;
    for (; e && e !== root; e = e.parentElement) {
      if (getComputedStyle(e).overflowX === "visible") continue;
      const c = e.getBoundingClientRect();
      left = Math.max(left, c.left); right = Math.min(right, c.right);
      top = Math.max(top, c.top); bottom = Math.min(bottom, c.bottom);
    }
    return { left, top, right, bottom };
  }
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const parent = node.parentElement;
    if (!node.data.trim() || ["STYLE", "SCRIPT", "TITLE"].includes(parent.tagName.toUpperCase()) || parent.closest(".skip, nav")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    found.texts++;
    for (const rect of range.getClientRects()) {
      const r = visible(rect, parent), h = r.bottom - r.top;
      if (!(r.right - r.left > 2 && h > 2)) continue;
      if (r.right > innerWidth + 1) found.wide.push(node.data.trim().slice(0, 60));
      boxes.push({ left: r.left + 1, right: r.right - 1, top: r.top + 0.22 * h + scrollY,
        bottom: r.bottom - 0.22 * h + scrollY, node, text: node.data.trim().slice(0, 60) });
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  boxes.forEach((a, i) => {
    for (let k = i + 1; k < boxes.length && boxes[k].top < a.bottom; k++) {
      const b = boxes[k];
      if (a.node !== b.node && a.left < b.right && b.left < a.right) found.overlaps.push(a.text + " | " + b.text);
    }
  });
  parent.postMessage(JSON.stringify(found), "*");
})));
