// Elements, icons and canvases.

/** Make an element: `el("p", { class: "x" }, "text", child)`. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// strokes in a square of 16
const ICONS = {
  reset: "M3 8a5 5 0 1 0 1.6-3.7L3 6M3 2.5V6h3.5",
  pin: "M6 2h4l-.5 5 2.5 2.5H4L6.5 7zM8 9.5V14",
  link: "M6.5 9.5l3-3M7 4.8l1.6-1.6a3 3 0 0 1 4.2 4.2L11.2 9M9 11.2l-1.6 1.6a3 3 0 0 1-4.2-4.2L4.8 7",
  code: "M5.5 4L1.5 8l4 4M10.5 4l4 4-4 4",
  picture: "M2 3h12v10H2zM2.5 11.5L6 8l3 3 2-2 2.5 2.5M10.5 6h.5",
  data: "M2 3h12v10H2zM2 6.3h12M2 9.6h12M6.5 3v10",
  copy: "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3",
  pen: "M2.5 13.5l.8-3.3L11 2.5l2.5 2.5-7.7 7.7z",
  erase: "M6 13.5h7.5M2.5 9.5l6.5-6.5 4.5 4.5-6 6H6z",
  clear: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  undo: "M3 6h6.5a3.5 3.5 0 0 1 0 7H6M6 3L3 6l3 3",
  listen: "M2 6v4h3l4 3V3L5 6zM11.5 5.5a3.5 3.5 0 0 1 0 5",
};

/** A small button with an icon; its name is read out, its `title` tells more. */
export function tool(icon, name, title, action, attributes = {}) {
  const button = el("button", { type: "button", class: "live-tool", title, ...attributes });
  button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
  button.append(el("span", { class: "live-hidden" }, name));
  button.addEventListener("click", () => action(button));
  return button;
}

/** Give a canvas a size in CSS pixels, sharp on any screen, and return its context. */
export function fitCanvas(canvas, width, height, density = window.devicePixelRatio || 1) {
  const [w, h] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext("2d");
  context.setTransform(density, 0, 0, density, 0, 0);
  return context;
}

/** The first sentence of a text, and what follows it. */
export function firstSentence(text) {
  const [, first, rest] = /^(.*?[.?!])(?:\s+(.*))?$/s.exec(text) ?? [null, text, ""];
  return [first, rest ?? ""];
}
