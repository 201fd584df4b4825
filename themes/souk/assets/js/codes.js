// @ts-check
// Check codes of orders, equal to sitegen/orders/codes.py. SHA-256 is written out because the browser's own is
// asynchronous, and absent from pages without https.

/** @typedef {{sku: string, quantity: number, price: {amount: string, currency: string} | null, code: string}} CodedLine */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** @type {number[]} */
const START = [];
/** @type {number[]} */
const ROUNDS = [];
for (let number = 2; ROUNDS.length < 64; number += 1) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) isPrime &&= number % divisor !== 0;
  if (!isPrime) continue;
  if (START.length < 8) START.push((Math.sqrt(number) * 2 ** 32) | 0);
  ROUNDS.push((Math.cbrt(number) * 2 ** 32) | 0);
}

/** @param {number} word @param {number} bits */
const turned = (word, bits) => (word >>> bits) | (word << (32 - bits));

/**
 * Return the SHA-256 of a text in UTF-8, as eight words of 32 bits.
 * @param {string} text
 */
export function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const hash = [...START];
  const words = new Int32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i += 1) {
      const early = words[i - 15];
      const late = words[i - 2];
      words[i] = i < 16 ? view.getInt32(block + i * 4)
        : words[i - 16] + words[i - 7] + (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3))
          + (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
      const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i];
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { hash[i] = (hash[i] + word) | 0; });
  }
  return hash.map((word) => word >>> 0);
}

/**
 * Return the check code of an order, such as `7KQM-20XZ`; the order of its lines does not matter.
 * @param {CodedLine[]} lines
 */
export function orderCode(lines) {
  const texts = lines.map(({ sku, quantity, price, code }) =>
    [sku, quantity, price?.amount ?? "", price?.currency ?? "", code].join("\t"));
  const [high, low] = sha256(["sitegen order 1", ...texts.sort()].join("\n"));
  // Forty bits: more than the operators for bits take at once.
  const number = high * 256 + (low >>> 24);
  const letters = [7, 6, 5, 4, 3, 2, 1, 0].map((place) => ALPHABET[Math.floor(number / 32 ** place) % 32]).join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/**
 * Return the last line of a message: the code after `#`, the release of its prices in short before it, if it is known.
 * @param {CodedLine[]} lines @param {string} [release]
 */
export function checkLine(lines, release = "") {
  return `${release.slice(0, 12)} #${orderCode(lines)}`.trim();
}
