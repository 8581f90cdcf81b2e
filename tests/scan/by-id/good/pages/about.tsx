export default function About() {
  return <main>A page of another framework, or one without data of its own</main>;
}
