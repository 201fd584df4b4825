// HTTP/2 over TLS before a plain server on loopback: `node secure.mjs CERTIFICATE KEY ADDRESS` prints its port.
// Answers are kept, so that none is slower for being packed first. It ends when its input does.
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { createSecureServer } from "node:http2";

const [certificate, key, address] = process.argv.slice(2);
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

const server = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) });
server.on("stream", async (stream, { ":path": path }) => {
  if (!answers.has(path)) answers.set(path, await ask(path));
  const { headers, body } = answers.get(path);
  // A browser that has left meanwhile waits for nothing.
  if (stream.destroyed) return;
  stream.on("error", () => undefined);
  stream.respond(headers);
  stream.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
