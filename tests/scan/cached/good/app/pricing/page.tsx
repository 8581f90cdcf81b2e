export const revalidate = 86400;
export const dynamic = "force-static";

export default function Pricing() {
  return <main>Plans</main>;
}
