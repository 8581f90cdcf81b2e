// A Worker that runs vectors: their texts in, what came out back, in order.
import { run } from "../.out/conformance/wasm/index.js";

export default {
  async fetch(request) {
    const vectors = await request.json();
    return Response.json(vectors.map((vector) => run(vector)));
  },
};
