// As much of Next.js as this entry calls. Next.js itself is not installed beside this package: the app has it.
// Its names are spelt as its bundlers and Node both find them, but for `next/navigation`: its bundlers know that one
// only without an extension.

declare module "next/headers.js" {
  /** Sealed `Headers`; the same object for one request. Throws in a shared cache scope. */
  export function headers(): Promise<Headers>;
}

declare module "next/navigation" {
  export function notFound(): never;
  export function forbidden(): never;
  export function unauthorized(): never;
  export function redirect(url: string): never;
}

declare module "next/server.js" {
  export class NextRequest extends Request {
    constructor(input: Request | URL | string, init?: RequestInit);
    readonly nextUrl: URL & { clone(): URL };
  }
  export class NextResponse extends Response {
    static next(init?: { readonly request?: { readonly headers?: Headers } }): NextResponse;
    static redirect(url: URL | string, status?: number): NextResponse;
  }
}
