// `headers()` of the request at hand, as Next.js has it: one object for each request, or an error that tells the scope.
import { AsyncLocalStorage } from "node:async_hooks";

export const request = new AsyncLocalStorage();

export async function headers() {
  const store = request.getStore();
  if (store === undefined) throw new Error("`headers` was called outside a request scope");
  if (store.shared) throw new Error("Route /x used `headers()` inside \"use cache\"");
  store.asked = (store.asked ?? 0) + 1;
  return store.headers;
}
