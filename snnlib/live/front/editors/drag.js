// What the editors share: a pointer that drags, and what stands for it at the keyboard.

import { el } from "../dom.js";

const HOLD_MS = 250; // a finger that rests so long draws, also up and down
const SLOP = 4; // a finger that has moved less has no direction yet, px

/** Call `move(event)` while a pointer is held down on `target` and `up(event)` at the end; `down`
 *  sees it come, and may answer false to leave it alone.  A finger that sets out up or down scrolls
 *  the page; one that goes sideways, rests or taps is taken, and at once where `firm(event)` says so.
 *  The answer's `held` tells whether a pointer is down. */
export function onDrag(target, { down, move, up, firm = () => false }) {
  const drag = { held: false };
  let first = null; // where a finger came down that may still want to scroll
  let timer = 0;
  const forget = () => {
    clearTimeout(timer);
    first = null;
  };
  const take = (event) => {
    forget();
    if (down(event) === false) return;
    drag.held = true;
    target.setPointerCapture(event.pointerId);
  };
  target.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    if (event.pointerType === "touch" && !firm(event)) {
      first = event;
      timer = setTimeout(() => first && take(first), HOLD_MS);
      return;
    }
    take(event);
    if (drag.held) event.preventDefault();
  });
  target.addEventListener("pointermove", (event) => {
    if (first) {
      const [dx, dy] = [event.clientX - first.clientX, event.clientY - first.clientY].map(Math.abs);
      if (Math.max(dx, dy) < SLOP) return;
      if (dx > dy) take(first);
      else forget();
    }
    if (drag.held) move?.(event);
  });
  for (const type of ["pointerup", "pointercancel"]) {
    target.addEventListener(type, (event) => {
      if (first && type === "pointerup") take(first); // a tap
      forget();
      if (drag.held) up?.(event);
      drag.held = false;
    });
  }
  // the page stays where it is while a finger draws, whichever way it goes
  target.addEventListener("touchstart", (event) => {
    if (firm(event.changedTouches[0])) event.preventDefault();
  }, { passive: false });
  target.addEventListener("touchmove", (event) => {
    if (drag.held && event.cancelable) event.preventDefault();
  }, { passive: false });
  return drag;
}

/** Every point that the pointer passed since the last frame, so that quick strokes stay smooth. */
export function passedBy(event) {
  const passed = event.getCoalescedEvents?.() ?? [];
  return passed.length ? passed : [event];
}

/** What the keyboard holds of a drawn control, in the view's `area`: `words` tell its keys. */
export function makePen(control, words, area, { key, focus, blur }, attributes = {}) {
  const pen = el("div", {
    class: "live-pen", tabindex: "0", role: "slider", "data-control": control.name,
    "aria-label": `${control.label}: ${words}`, "aria-valuemin": control.min,
    "aria-valuemax": control.max, "aria-valuenow": control.min, ...attributes,
  });
  area.append(pen);
  area.classList.add("live-drawable");
  pen.addEventListener("keydown", key);
  pen.addEventListener("focus", focus);
  if (blur) pen.addEventListener("blur", blur);
  return pen;
}
