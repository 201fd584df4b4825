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

/** A line: what is put on it comes out in the order in which it was put, at its pace. */
function line() {
  const waiting = [];
  let free = 0; // the time from which the line carries the next segment
  function carry() {
    for (const now = performance.now(); waiting.length && free <= now; ) {
      const { stream, body } = waiting[0];
      const segment = body.subarray(0, SEGMENT);
      waiting[0].body = body.subarray(SEGMENT);
      free += segment.length / BYTES_A_MS;
      // A browser that has left meanwhile waits for nothing.
      if (!stream.destroyed) stream.write(segment);
      if (!waiting[0].body.length || stream.destroyed) waiting.shift().stream.end();
    }
    if (waiting.length) setTimeout(carry, free - performance.now());
  }
  return (stream, body) => {
    waiting.push({ stream, body });
    if (waiting.length > 1) return;
    free = Math.max(free, performance.now());
    carry();
  };
}

const server = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) });
const lines = new WeakMap();
server.on("session", (session) => lines.set(session, line()));
server.on("stream", async (stream, { ":path": path }) => {
  if (!answers.has(path)) answers.set(path, await ask(path));
  const { headers, body } = answers.get(path);
  if (stream.destroyed) return;
  stream.on("error", () => undefined);
  stream.respond(headers);
  lines.get(stream.session)(stream, body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
