// Who can sign in here. There are no passwords: this is about what comes after signing in.

export const people = {
  alice: {
    id: "a11ce000-0000-4000-8000-000000000001",
    name: "Alice Laurent",
    workspace: "acme",
    words: "admin of Acme Studio",
  },
  bob: {
    id: "b0b00000-0000-4000-8000-000000000001",
    name: "Bob Okafor",
    workspace: "globex",
    words: "admin of Globex Foods",
  },
  vera: {
    id: "7e4a0000-0000-4000-8000-000000000001",
    name: "Vera Holm",
    workspace: "acme",
    words: "viewer at Acme Studio",
  },
} as const;

export type Person = keyof typeof people;

export const isPerson = (name: unknown): name is Person => typeof name === "string" && Object.hasOwn(people, name);

/** The name of whom a session is of. */
export function nameOf(subject: string | undefined): string {
  return Object.values(people).find(({ id }) => id === subject)?.name ?? "Somebody";
}
