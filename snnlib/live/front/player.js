// Play and step: buttons that move a control forward when the reader asks for it.

import { el } from "./dom.js";

const CALM_MS = 334; // for readers who asked for less motion, no more than three pictures a second

/** `{elements, show(value), stop()}` for a control with `play`; a tick waits while `busy()`. */
export function makePlayer({ label, max, play }, change, busy) {
  const state = { value: 0, timer: 0, wanted: 0 };
  const go = (value) => {
    state.wanted = value;
    if (value !== state.value) change(value);
  };
  const button = (text, words, action) => {
    const node = el("button", { type: "button", "aria-label": `${words}: ${label}` }, text);
    node.addEventListener("click", action);
    return node;
  };
  const say = (words) => {
    playing.textContent = words;
    playing.setAttribute("aria-label", `${words}: ${label}`);
  };
  const stop = () => {
    clearInterval(state.timer);
    state.timer = 0;
    say("play");
  };
  /** The value so many steps on from `from`. */
  const after = (from, steps) => (play.loop ? (from + steps) % (max + 1) : Math.min(from + steps, max));
  const start = () => {
    if (!play.loop && state.value === max) go(0); // over: once more
    const [from, began] = [state.value, performance.now()];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM_MS : 0;
    state.wanted = from;
    state.timer = setInterval(() => {
      if (busy()) return; // a long computation is not overtaken by its own animation
      go(after(from, Math.floor(((performance.now() - began) * play.per_second) / 1000)));
      if (!play.loop && state.value === max) stop();
    }, Math.max(1000 / play.per_second, calm, 16));
    say("pause");
  };
  const playing = button("play", "play", () => {
    if (state.timer) stop();
    else start();
  });
  const step = button("step", "one step on", () => {
    stop();
    go(after(state.value, 1));
  });
  return {
    elements: [playing, step],
    stop,
    show(value) {
      state.value = value;
      if (state.timer && value !== state.wanted) stop(); // the reader took over
      step.setAttribute("aria-disabled", String(!play.loop && value >= max));
    },
  };
}
