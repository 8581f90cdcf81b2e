// What is said with a 403.
import Link from "next/link";

export default function Page() {
  return (
    <main className="alone">
      <p className="soft">403</p>
      <h1>Not for you</h1>
      <p className="soft">You are signed in, but your role does not do this.</p>
      <p>
        <Link className="button" href="/" prefetch={false}>
          To your workspace
        </Link>
      </p>
    </main>
  );
}
