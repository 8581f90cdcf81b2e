// Where nonces are kept, so that no proof is good twice. The one in memory is for a single process.

/** Keeps nonces until the proofs that they stand in are over. */
export interface NonceStore {
  /**
   * Keeps a nonce until `expires` (unix seconds), and says whether it is new. Asking and keeping must
   * be one step: of two requests at once, one alone may be told `true`. Where it throws, the request
   * is refused.
   */
  keep(nonce: string, expires: number): boolean | Promise<boolean>;
}

/**
 * A store in the memory of this process. Where several processes answer, a proof is good once in each:
 * share a store then.
 *
 * @param options - `max`: how many nonces are kept at most; over it requests are refused, not forgotten.
 *
 * @example
 * ```ts
 * app.use(originGuard({ nonces: memoryNonces() }));
 *
 * // Shared by several processes:
 * const nonces: NonceStore = {
 *   keep: async (nonce, expires) => (await redis.set(`nonce:${nonce}`, "", { NX: true, EXAT: expires + 1 })) === "OK",
 * };
 * ```
 */
export function memoryNonces(options: { readonly max?: number } = {}): NonceStore {
  const { max = 100_000 } = options;
  const kept = new Map<string, number>();
  return {
    keep(nonce, expires) {
      const now = Date.now() / 1000;
      if (kept.has(nonce)) return false;
      // In the order of arrival, and all end within half a minute: what is over stands in front.
      for (const [old, end] of kept) {
        if (end > now) break;
        kept.delete(old);
      }
      if (kept.size >= max) throw new RangeError(`more than ${max} nonces at once; see \`max\``);
      kept.set(nonce, expires);
      return true;
    },
  };
}
