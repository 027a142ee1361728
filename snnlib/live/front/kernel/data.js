// Arrays that a kernel reads and no control changes: a script beside the page brings them.

import { checksum } from "./checksum.js";
import { el } from "../dom.js";
import { KernelHost } from "./host.js";

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_.{|}~";

/** The first `size` of the bytes that snnlib/live/data.py wrote, four of them in five signs. */
export function fromBase85(text, size) {
  const digits = new Uint8Array(128);
  for (let i = 0; i < 85; i += 1) digits[SIGNS.charCodeAt(i)] = i;
  const view = new DataView(new ArrayBuffer(Math.ceil(size / 4) * 4));
  for (let at = 0; at < view.byteLength; at += 4) {
    let word = 0;
    for (let k = 0; k < 5; k += 1) word = word * 85 + digits[text.charCodeAt((at / 4) * 5 + k)];
    view.setUint32(at, word);
  }
  return new Uint8Array(view.buffer, 0, size);
}

/** A figure's arrays by name, from their bytes one after the other. */
export function splitData({ arrays, sum }, bytes) {
  if (checksum([bytes]) !== sum) throw new Error("its data is damaged");
  let at = 0;
  return Object.fromEntries(arrays.map(({ name, dtype, shape }) => {
    const Numbers = KernelHost.types[dtype];
    const end = at + Numbers.BYTES_PER_ELEMENT * shape.reduce((a, b) => a * b);
    const array = new Numbers(bytes.slice(at, end).buffer);
    at = end;
    return [name, array];
  }));
}

/** The same in a static page: out of the figure itself, or of a file beside the script `here`. */
export async function pageData(root, { data }, here) {
  const holder = root.querySelector("script.live-data");
  const text = holder.textContent || await load(holder.dataset.file, here);
  return splitData(data, fromBase85(text, data.bytes));
}

/** The text in a classic script, which works from a disk, too. */
function load(file, here) {
  return new Promise((resolve, reject) => {
    const script = el("script", { src: new URL(`../live-data/${file}`, here), async: true });
    script.onload = () => {
      resolve(window.liveData?.[file] ?? "");
      script.remove();
    };
    script.onerror = () => reject(new Error("its data could not be loaded"));
    document.head.append(script);
  });
}
