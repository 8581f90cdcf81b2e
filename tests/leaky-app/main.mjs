// Runs the leaky app by hand: `node leaky-app/main.mjs [port]`. Prints where it listens and a token for everybody.
import { people } from "./ids.mjs";
import { startLeakyApp } from "./app.mjs";

const app = await startLeakyApp({ port: Number(process.argv[2] ?? process.env.PORT ?? 8787) });
console.log(`leaky app on ${app.url}\nissuer ${app.issuer}, keys at ${app.url}/.well-known/jwks.json\n`);
for (const name of Object.keys(people)) console.log(`${name}\n${app.tokens.tokenFor(name)}\n`);
process.once("SIGINT", async () => {
  await app.close();
  process.exit(0);
});
