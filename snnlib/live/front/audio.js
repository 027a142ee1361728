// Spikes as clicks and arrays as sound.

const CLICK_MS = 4;
const FADE_MS = 5; // at the ends of a waveform
const LEVEL = 0.5; // of full scale; more would startle

/** What a sound plays of the settled frame. */
export function bufferOf(context, sound, { frame, values, spec }) {
  if (sound.kind === "wave") {
    const ears = spec.arrays.find((a) => a.name === sound.array).shape.length;
    return wave(context, frame.arrays[sound.array], sound, ears);
  }
  const { times, count, duration } = sound;
  return clicks(context, values[times] ?? frame.arrays[times].slice(0, frame.readouts[count]), duration);
}

/** An array as samples, the left ear's first: not louder than LEVEL, its ends faded, NaN silent. */
export function wave(context, array, { sample_rate: rate, full_scale: full }, ears = 1) {
  const length = array.length / ears;
  const buffer = context.createBuffer(ears, length, rate);
  const finite = Array.from(array, (value) => (Number.isFinite(value) ? value : 0));
  const peak = finite.reduce((most, value) => Math.max(most, Math.abs(value)), full);
  const fade = Math.max(1, (FADE_MS / 1000) * rate);
  finite.forEach((value, i) => {
    const k = i % length;
    const edge = Math.min(1, k / fade, (length - 1 - k) / fade);
    buffer.getChannelData((i - k) / length)[k] = (LEVEL / peak) * edge * value;
  });
  return buffer;
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
