// Tokens that must be refused, by name. Each is as close to a good token of the same person as its flaw allows.
import { base64url, ecPair, encodeParts, hmacSigned, rsaPair, signInput, signed } from "./tokens.mjs";

const attacker = "http://127.0.0.1:9/keys";

/** `{name: (who) => token}` over the app's keys; a URL in a token points where nothing may be fetched. */
export function createForgeries(keys, tokens) {
  const rs = () => keys.get("RS256");
  const es = () => keys.get("ES256");
  const header = (extra) => ({ alg: "ES256", typ: "JWT", kid: es().kid, ...extra });
  const claims = (who, extra) => tokens.claimsFor(who, { claims: extra });
  const es256 = (who, headerExtra, claimsExtra) => signed(header(headerExtra), claims(who, claimsExtra), es().privateKey);
  const now = () => Math.floor(Date.now() / 1000);

  return {
    alg_none: (who) => `${encodeParts({ alg: "none", typ: "JWT" }, claims(who))}.`,
    alg_none_in_odd_case: (who) => `${encodeParts({ alg: "nOnE", typ: "JWT", kid: es().kid }, claims(who))}.`,
    hs256_keyed_with_the_public_pem: (who) =>
      hmacSigned({ alg: "HS256", typ: "JWT", kid: rs().kid }, claims(who), rs().publicKey.export({ type: "spki", format: "pem" })),
    hs256_keyed_with_the_public_jwk: (who) =>
      hmacSigned({ alg: "HS256", typ: "JWT", kid: rs().kid }, claims(who), JSON.stringify(rs().jwk)),
    hs256_with_an_empty_key: (who) => hmacSigned({ alg: "HS256", typ: "JWT", kid: rs().kid }, claims(who), ""),
    signed_by_another_key: (who) => signed(header(), claims(who), ecPair("x").privateKey),
    algorithm_of_another_key: (who) => signed(header({ alg: "RS256" }), claims(who), es().privateKey),
    rs256_under_the_es256_key_id: (who) => signed(header({ alg: "RS256" }), claims(who), rs().privateKey),
    unknown_key_id: (who) => es256(who, { kid: "nobody" }),
    embedded_jwk: (who) => {
      const own = ecPair("mine");
      return signed(header({ kid: "mine", jwk: own.jwk }), claims(who), own.privateKey);
    },
    jku: (who) => signed(header({ kid: "mine", jku: attacker }), claims(who), ecPair("mine").privateKey),
    x5u: (who) => signed({ alg: "RS256", typ: "JWT", kid: "mine", x5u: attacker }, claims(who), rsaPair("mine").privateKey),
    unknown_crit: (who) => es256(who, { crit: ["http://example.com/x"], "http://example.com/x": true }),
    wrong_typ: (who) => es256(who, { typ: "dpop+jwt" }),
    duplicate_claims: (who) => {
      const good = JSON.stringify(claims(who));
      const twice = `${good.slice(0, -1)},"sub":"00000000-0000-4000-8000-000000000000"}`;
      return signInput(`${base64url(JSON.stringify(header()))}.${base64url(twice)}`, es().privateKey);
    },
    padded_base64url: (who) => `${es256(who)}==`,
    non_canonical_base64url: (who) => {
      const good = es256(who); // 64 bytes: the last character carries four bits that mean nothing
      const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      return good.slice(0, -1) + alphabet[alphabet.indexOf(good.at(-1)) | 1];
    },
    zero_signature: (who) => `${encodeParts(header(), claims(who))}.${base64url(Buffer.alloc(64))}`,
    der_signature: (who) => signInput(encodeParts(header(), claims(who)), es().privateKey, "der"),
    empty_signature: (who) => `${encodeParts(header(), claims(who))}.`,
    tampered_claims: (who) => {
      const [head, , signature] = es256(who).split(".");
      const other = base64url(JSON.stringify(claims(who, { sub: "b0b00000-0000-4000-8000-000000000001" })));
      return `${head}.${other}.${signature}`;
    },
    expired: (who) => tokens.tokenFor(who, { expired: true }),
    not_yet_valid: (who) => es256(who, {}, { nbf: now() + 600 }),
    issued_in_the_future: (who) => es256(who, {}, { iat: now() + 600, exp: now() + 1200 }),
    without_exp: (who) => es256(who, {}, { exp: undefined }),
    ten_years: (who) => es256(who, {}, { exp: now() + 315_360_000 }),
    exp_as_text: (who) => es256(who, {}, { exp: String(now() + 600) }),
    without_sub: (who) => es256(who, {}, { sub: undefined }),
    empty_sub: (who) => es256(who, {}, { sub: "" }),
    wrong_issuer: (who) => es256(who, {}, { iss: "http://127.0.0.1:9/auth/v1" }),
    wrong_audience: (who) => es256(who, {}, { aud: "admin-api" }),
    with_an_actor: (who) => es256(who, {}, { act: { sub: "someone-else" } }),
  };
}
