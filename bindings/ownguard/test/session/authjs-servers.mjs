// Servers of Auth.js 5 and NextAuth 4 in this process: people sign in, and the cookies are what those
// packages write. Nothing here knows how a session is encrypted or split.
import { Auth } from "@auth/core";
import Credentials5 from "@auth/core/providers/credentials";
import nextAuth from "next-auth";
import credentials4 from "next-auth/providers/credentials";

/** Cookies as a browser keeps them. */
export class Jar {
  cookies = new Map();

  /** Takes `Set-Cookie` headers. */
  take(lines) {
    for (const line of lines) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return this;
  }

  get header() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Only cookies whose name holds `text`. */
  only(text) {
    const jar = new Jar();
    for (const [name, value] of this.cookies) if (name.includes(text)) jar.cookies.set(name, value);
    return jar;
  }
}

const person = { authorize: async ({ username }) => ({ id: username, name: username, email: `${username}@example.com` }) };
const username = { credentials: { username: {} } };

/** Signs in with Auth.js 5, and returns the browser's cookies. */
export async function signIn5(name, { secret, claims = {}, https = false, maxAge }) {
  const config = {
    secret,
    trustHost: true,
    basePath: "/auth",
    providers: [Credentials5({ ...username, ...person })],
    session: { strategy: "jwt", ...(maxAge === undefined ? {} : { maxAge }) },
    callbacks: { jwt: ({ token, user }) => ({ ...token, sub: user?.id ?? token.sub, ...claims }) },
    logger: { error: (error) => { throw error; }, warn() {}, debug() {} },
  };
  const origin = https ? "https://app.example.com" : "http://localhost:3000";
  const jar = new Jar();
  const ask = async (path, init) => {
    const response = await Auth(new Request(`${origin}/auth/${path}`, { ...init, headers: { ...init?.headers, cookie: jar.header } }), config);
    jar.take(response.headers.getSetCookie());
    return response;
  };
  const { csrfToken } = await (await ask("csrf")).json();
  await ask("callback/credentials", { method: "POST", body: new URLSearchParams({ csrfToken, username: name }) });
  const session = await (await ask("session")).json();
  return { jar: jar.only("session-token"), session };
}

/** Signs in with NextAuth 4, through its handler for API routes. */
export async function signIn4(name, { secret, claims = {}, https = false, maxAge }) {
  const options = {
    secret,
    providers: [(credentials4.default ?? credentials4)({ ...username, ...person })],
    session: { strategy: "jwt", ...(maxAge === undefined ? {} : { maxAge }) },
    useSecureCookies: https,
    callbacks: { jwt: ({ token }) => ({ ...token, ...claims }) },
    logger: { error: (code, more) => { throw more?.error ?? more ?? new Error(code); }, warn() {}, debug() {} },
  };
  const jar = new Jar();
  const ask = async (method, path, body = {}) => {
    const answer = {};
    const headers = {};
    const response = {
      setHeader: (key, value) => void (headers[key.toLowerCase()] = value),
      getHeader: (key) => headers[key.toLowerCase()],
      status: () => response,
      json: (value) => void (answer.body = value),
      send: (value) => void (answer.body = value),
      redirect() {},
      end() {},
    };
    const cookies = Object.fromEntries([...jar.cookies].map(([key, value]) => [key, decodeURIComponent(value)]));
    const request = { method, query: { nextauth: path.split("/") }, headers: { host: "localhost:3000" }, cookies, body };
    await (nextAuth.default ?? nextAuth)(request, response, options);
    jar.take([headers["set-cookie"] ?? []].flat());
    return answer.body;
  };
  const { csrfToken } = await ask("GET", "csrf");
  await ask("POST", "callback/credentials", { csrfToken, username: name, json: "true" });
  const session = await ask("GET", "session");
  return { jar: jar.only("session-token"), session };
}
