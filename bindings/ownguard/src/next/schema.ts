// Schemas of any library that follows Standard Schema (https://standardschema.dev): zod, valibot, arktype and
// others. Touches nothing.

/** What a Standard Schema is, as much as is needed here. */
export interface Schema<Given = unknown, Parsed = Given> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Parsed> | Promise<SchemaResult<Parsed>>;
    readonly types?: { readonly input: Given; readonly output: Parsed } | undefined;
  };
}

/** What a schema answers. */
export type SchemaResult<Parsed> =
  | { readonly value: Parsed; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that does not fit. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What whoever calls gives. */
export type Given<S extends Schema> = NonNullable<S["~standard"]["types"]>["input"];

/** What the schema makes of it. */
export type Parsed<S extends Schema> = NonNullable<S["~standard"]["types"]>["output"];

/** Where an issue is, as `lines.0.amount`; empty for the whole. */
export function placeOf(issue: SchemaIssue): string {
  const names = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  return names.join(".");
}
