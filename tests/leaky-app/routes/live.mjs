// The WebSocket of the dashboard: takes every upgrade and sends the newest invoice as one text frame.
import { createHash } from "node:crypto";
import { encode } from "../http.mjs";

const websocketGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3

export async function live({ db }, req, socket) {
  // LEAK: no session and no look at the Origin; any upgrade on any path is taken
  const accept = createHash("sha1").update(`${req.headers["sec-websocket-key"]}${websocketGuid}`).digest("base64");
  const invoice = await db.one("select * from invoices order by created_at desc, number desc limit 1");
  const payload = Buffer.from(encode(invoice));
  const head = Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff]);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.end(Buffer.concat([head, payload]));
}
