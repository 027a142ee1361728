// A click for each spike, in real time, when the reader asks for it; nothing sounds by itself.

import { el } from "./dom.js";

const CLICK_MS = 4;

/** A button that plays the figure's spikes and, while it does, stops them. */
export function makeSoundButton(figure) {
  const { times, count, duration } = figure.spec.sound;
  const button = el("button", { type: "button", title: "A click for each spike, in real time" }, "listen");
  let playing = null;
  const stop = () => {
    playing?.close();
    playing = null;
    button.textContent = "listen";
    button.setAttribute("aria-pressed", "false");
  };
  button.addEventListener("click", () => {
    if (playing) {
      stop();
      return;
    }
    const spikes = figure.values[times] ?? figure.frame.arrays[times].slice(0, figure.frame.readouts[count]);
    playing = new AudioContext();
    const source = playing.createBufferSource();
    source.buffer = clicks(playing, spikes, duration);
    source.connect(playing.destination);
    source.onended = stop;
    source.start();
    button.textContent = "stop";
    button.setAttribute("aria-pressed", "true");
  });
  figure.cleanups.push(stop);
  return button;
}

/** Samples with a short decaying click at each spike; `duration` in ms. */
export function clicks(context, spikes, duration) {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.ceil((duration / 1000) * rate) + 1, rate);
  const samples = buffer.getChannelData(0);
  const length = Math.round((CLICK_MS / 1000) * rate);
  for (const time of spikes) {
    const first = Math.round((time / 1000) * rate);
    for (let i = 0; i < length && first + i < samples.length; i += 1) {
      samples[first + i] += 0.6 * Math.exp((-5 * i) / length) * (i % 2 ? -1 : 1);
    }
  }
  return buffer;
}
