// What was verified, by the whole text that was: bounded, the least recent forgotten first. Whether it
// has ended is for whoever asks to see.

const HALF = 512;
/** Longer texts are verified each time. */
const MAX_LENGTH = 16 * 1024;
/** How much of the end is hashed: the part where tokens differ. */
const HASHED = 40;

/** A bounded memory in two generations: when the young one is full it becomes the old one. */
export class Keep<T> {
  #young = new Map<string, readonly [string, T]>();
  #old = new Map<string, readonly [string, T]>();

  get(text: string): T | undefined {
    const end = text.slice(-HASHED);
    const young = this.#young.get(end);
    if (young !== undefined) return young[0] === text ? young[1] : undefined;
    const old = this.#old.get(end);
    if (old === undefined || old[0] !== text) return undefined;
    this.put(text, old[1]);
    return old[1];
  }

  put(text: string, value: T): void {
    if (text.length > MAX_LENGTH) return;
    if (this.#young.size >= HALF) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text.slice(-HASHED), [text, value]);
  }
}
