// What the editors share: a pointer that drags, and what stands for it at the keyboard.

import { el } from "../dom.js";

/** Call `move(event)` while a pointer is held down on `target` and `up(event)` at the end; `down`
 *  sees it come, and may answer false to leave it alone.  The answer's `held` says whether it is. */
export function onDrag(target, { down, move, up }) {
  const drag = { held: false };
  target.addEventListener("pointerdown", (event) => {
    if (event.button || down(event) === false) return;
    drag.held = true;
    target.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  target.addEventListener("pointermove", (event) => { if (drag.held) move?.(event); });
  for (const type of ["pointerup", "pointercancel"]) {
    target.addEventListener(type, (event) => {
      if (drag.held) up?.(event);
      drag.held = false;
    });
  }
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
