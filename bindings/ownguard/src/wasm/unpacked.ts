// What Node carries as text, as bytes.
import { brotliDecompressSync } from "node:zlib";

/** A wasm file that was packed with brotli and written as base64. */
export function unpacked(packed: string): Uint8Array {
  // In one piece: put together of many it takes half as long again.
  return brotliDecompressSync(Buffer.from(packed, "base64"), { chunkSize: 1 << 19 });
}
