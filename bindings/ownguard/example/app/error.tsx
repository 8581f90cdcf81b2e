"use client";
// What is said where a page failed. The reason stays on the server.

export default function Failed() {
  return (
    <main className="alone">
      <p className="soft">500</p>
      <h1>That did not work</h1>
      <p className="soft">Nothing was shown that should not be. The server’s log says what happened.</p>
    </main>
  );
}
