"use client";
// Runs attacks from this very session and says what came of each.
import { useState } from "react";
import { type Attack, attacks } from "@/lib/attacks";

interface Result {
  readonly leaked: boolean;
  readonly words: string;
  readonly found?: string;
}

export function BreakIn({ own }: { readonly own: "acme" | "globex" }) {
  const [results, setResults] = useState<Readonly<Record<string, Result>>>({});
  const [busy, setBusy] = useState(false);
  const all = attacks(own);
  const leaked = Object.values(results).filter((result) => result.leaked).length;

  async function run(list: readonly Attack[]) {
    setBusy(true);
    for (const attack of list) {
      const result = await attempt(attack);
      setResults((before) => ({ ...before, [attack.name]: result }));
    }
    setBusy(false);
  }

  return (
    <>
      <div className="row">
        <button className="button primary" disabled={busy} onClick={() => run(all)}>
          {busy ? "Trying …" : "Try all"}
        </button>
        {Object.keys(results).length === all.length && (
          <p className={`note ${leaked ? "bad" : "good"}`} role="status">
            {leaked ? `${leaked} of ${all.length} got through.` : `None of ${all.length} got through.`}
          </p>
        )}
      </div>
      <ul className="card attacks">
        {all.map((attack) => (
          <li key={attack.name}>
            <div>
              <h2>{attack.name}</h2>
              <p className="soft small">{attack.how}</p>
              <code>
                {attack.method ?? "GET"} {attack.path}
              </code>
            </div>
            <div className="result">
              <Verdict result={results[attack.name]} run={() => run([attack])} busy={busy} />
            </div>
            {results[attack.name]?.found && <pre>{results[attack.name]?.found}</pre>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Verdict({ result, run, busy }: { readonly result: Result | undefined; readonly run: () => void; readonly busy: boolean }) {
  if (!result) {
    return (
      <button className="button" onClick={run} disabled={busy}>
        Try
      </button>
    );
  }
  return <span className={`badge ${result.leaked ? "late" : "paid"}`}>{result.words}</span>;
}

function stopped({ ok, status, url }: Response): string {
  if (url.includes("/sign-in")) return "sent away";
  return ok ? "nothing of theirs" : `denied ${status}`;
}

async function attempt({ path, method = "GET", headers, body, leaks }: Attack): Promise<Result> {
  const response = await fetch(path, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const at = text.search(leaks);
  if (at < 0) return { leaked: false, words: stopped(response) };
  const shown = text.slice(Math.max(0, at - 40), at + 180).replace(/<[^>]*>|\s+/g, " ");
  return { leaked: true, words: `leak ${response.status}`, found: `… ${shown} …` };
}
