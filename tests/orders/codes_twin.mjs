// Reads a JSON list of orders on the standard input, and writes what the twin in the browser makes of each.
import { readFileSync } from "node:fs";
import { checkLine, orderCode, sha256 } from "../../themes/souk/assets/js/codes.js";

const { texts, orders, release } = JSON.parse(readFileSync(0, "utf8"));
const hex = (words) => words.map((word) => word.toString(16).padStart(8, "0")).join("");
console.log(JSON.stringify({
  digests: texts.map((text) => hex(sha256(text))),
  codes: orders.map(orderCode),
  lines: orders.map((order) => [checkLine(order), checkLine(order, release)]),
}));
