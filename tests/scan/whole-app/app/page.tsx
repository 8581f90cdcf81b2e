import Link from "next/link";
import { prisma } from "@/lib/prisma";

export const revalidate = 3600;

export default async function Home() {
  const posts = await prisma.post.findMany({ where: { published: true }, take: 3 });
  return <main>{posts.map((post) => <Link key={post.id} href={`/blog/${post.slug}`}>{post.title}</Link>)}</main>;
}
