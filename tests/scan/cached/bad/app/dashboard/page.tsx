export const dynamic = "force-static"; // expect OG3212

export default function Dashboard() {
  return <main>Everybody sees this</main>;
}
