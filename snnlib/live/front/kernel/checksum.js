// CRC-32 of arrays, as snnlib/live/kernel.py computes it.

let crcTable = null;

function crc32(bytes, crc) {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
  let c = ~crc;
  for (let i = 0; i < bytes.length; i += 1) c = crcTable[(c ^ bytes[i]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

/** Eight hexadecimal digits for typed arrays in order; every NaN counts as the same one. */
export function checksum(arrays) {
  let crc = 0;
  for (const array of arrays) {
    let same = array;
    if (array instanceof Float64Array || array instanceof Float32Array) {
      same = array.slice();
      const bits = array instanceof Float64Array
        ? new BigUint64Array(same.buffer) : new Uint32Array(same.buffer);
      const nan = array instanceof Float64Array ? 0x7ff8000000000000n : 0x7fc00000;
      for (let i = 0; i < same.length; i += 1) if (Number.isNaN(same[i])) bits[i] = nan;
    }
    crc = crc32(new Uint8Array(same.buffer, same.byteOffset, same.byteLength), crc);
  }
  return crc.toString(16).padStart(8, "0");
}
