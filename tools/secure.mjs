// HTTP/2 over TLS before a plain server on loopback: `node secure.mjs CERTIFICATE KEY ADDRESS` prints its port.
// Answers are kept, so that none is slower for being packed first, and bodies come at the pace of a phone's line, so that
// a page is parsed as it comes and not in one piece, as nobody gets it. It ends when its input does.
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { createSecureServer } from "node:http2";

const [certificate, key, address] = process.argv.slice(2);
const BYTES_A_MS = 184; // slow 4G, as Lighthouse has it: 1,475 kbit/s
const SEGMENT = 1_400; // bytes: what a packet carries
const OF_ONE_CONNECTION = new Set(["connection", "date", "keep-alive", "server", "transfer-encoding"]);
const answers = new Map();

function ask(path) {
  const options = { headers: { "accept-encoding": "br" } };
  return new Promise((done, fail) => {
    get(new URL(path, address), options, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const kept = Object.entries(answer.headers).filter(([name]) => !OF_ONE_CONNECTION.has(name));
        done({ headers: { ":status": answer.statusCode, ...Object.fromEntries(kept) }, body: Buffer.concat(parts) });
      });
    }).on("error", fail);
  });
}

/** A line: the most urgent of what waits comes out first, at its pace, and of equals what was put on it first. */
function line() {
  const waiting = [];
  let free = 0; // the time from which the line carries the next segment
  let isBusy = false;
  function carry() {
    for (const now = performance.now(); waiting.length && free <= now; ) {
      const first = waiting.reduce((best, one) => (one.urgency < best.urgency ? one : best));
      const room = Math.max(SEGMENT - first.before, 0);
      const segment = first.body.subarray(0, room);
      first.body = first.body.subarray(room);
      free += (first.before + segment.length) / BYTES_A_MS;
      first.before = 0;
      // A browser that has left meanwhile waits for nothing.
      if (!first.stream.destroyed) first.stream.write(segment);
      if (first.body.length && !first.stream.destroyed) continue;
      first.stream.end();
      waiting.splice(waiting.indexOf(first), 1);
    }
    isBusy = waiting.length > 0;
    if (isBusy) setTimeout(carry, free - performance.now());
  }
  let isFirst = true;
  return (stream, { headers, body }, urgency) => {
    // The first answer of a connection tells its headers in full, the others tell theirs in a few bytes (HPACK).
    const before = isFirst ? Object.entries(headers).flat().join("").length : 0;
    isFirst = false;
    waiting.push({ stream, body, urgency, before });
    if (isBusy) return;
    free = Math.max(free, performance.now());
    carry();
  };
}

/** The urgency that a browser asks for: from 0, the most urgent, to 7 (RFC 9218). */
function urgencyOf(priority = "") {
  return Number(/\bu=([0-7])/.exec(priority)?.[1] ?? 3);
}

const server = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) });
const lines = new WeakMap();
server.on("session", (session) => lines.set(session, line()));
server.on("stream", async (stream, { ":path": path, priority }) => {
  if (!answers.has(path)) answers.set(path, await ask(path));
  if (stream.destroyed) return;
  stream.on("error", () => undefined);
  stream.respond(answers.get(path).headers);
  lines.get(stream.session)(stream, answers.get(path), urgencyOf(priority));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
