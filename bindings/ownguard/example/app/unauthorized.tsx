// What is said with a 401.
import Link from "next/link";

export default function Page() {
  return (
    <main className="alone">
      <p className="soft">401</p>
      <h1>Sign in first</h1>
      <p className="soft">This page is somebody’s.</p>
      <p>
        <Link className="button" href="/" prefetch={false}>
          To your workspace
        </Link>
      </p>
    </main>
  );
}
