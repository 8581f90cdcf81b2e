// What was verified, by the whole token: bounded, the least recent forgotten first. Whether it has
// ended is for whoever asks to see.

const HALF = 512;
/** Longer tokens are verified each time. */
const MAX_LENGTH = 16 * 1024;

/** A bounded memory in two generations: when the young one is full it becomes the old one. */
export class Keep<T> {
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  get(token: string): T | undefined {
    const young = this.#young.get(token);
    if (young !== undefined) return young;
    const old = this.#old.get(token);
    if (old !== undefined) this.put(token, old);
    return old;
  }

  put(token: string, value: T): void {
    if (token.length > MAX_LENGTH) return;
    if (this.#young.size >= HALF) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(token, value);
  }
}
