// What is said with a 404.
import Link from "next/link";

export default function Page() {
  return (
    <main className="alone">
      <p className="soft">404</p>
      <h1>Nothing here</h1>
      <p className="soft">There is no such page, or it is not yours; from outside the two look alike.</p>
      <p>
        <Link className="button" href="/" prefetch={false}>
          To your workspace
        </Link>
      </p>
    </main>
  );
}
