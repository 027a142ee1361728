// Buttons for spikes and arrays that can be heard; nothing sounds by itself.

import { el } from "./dom.js";

/** A button for each of the figure's sounds; one plays at a time, and its button stops it. */
export function makeSoundButtons(figure) {
  let stop = () => {};
  figure.cleanups.push(() => stop());
  return figure.spec.sounds.map((sound) => {
    const words = sound.label ? `listen: ${sound.label}` : "listen";
    const title = sound.kind === "wave" ? "Play this as sound" : "A click for each spike, in real time";
    const button = el("button", { type: "button", class: "live-listen", title }, words);
    let playing = null;
    button.addEventListener("click", async () => {
      const again = playing;
      stop();
      if (again || !figure.frame) return;
      const context = playing = new AudioContext(); // at once: it takes the reader's click
      stop = () => {
        playing?.close();
        playing = null;
        button.textContent = words;
        button.setAttribute("aria-pressed", "false");
      };
      button.textContent = "stop";
      button.setAttribute("aria-pressed", "true");
      const { bufferOf } = await figure.source.later();
      if (playing !== context) return; // stopped meanwhile
      const source = context.createBufferSource();
      source.buffer = bufferOf(context, sound, figure);
      source.connect(context.destination);
      source.onended = stop;
      source.start();
    });
    return button;
  });
}
