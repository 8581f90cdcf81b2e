import { notFound } from "next/navigation";
import { prisma } from "@/lib/prisma";

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<Record<string, string>> };

export async function generateStaticParams() {
  return (await prisma.post.findMany({ select: { slug: true } })).map(({ slug }) => ({ slug }));
}

export async function generateMetadata({ params }: Props) {
  const { slug } = await params;
  return { title: (await prisma.post.findUnique({ where: { slug } }))?.title };
}

export default async function Post({ params }: Props) {
  const post = await prisma.post.findUnique({ where: { slug: (await params).slug } });
  if (!post) notFound();
  return <article dangerouslySetInnerHTML={{ __html: post.html }} />;
}
