export default function About() { // expect OG3201
  return <main>About us</main>;
}
