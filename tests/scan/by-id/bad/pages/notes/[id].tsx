import type { GetServerSideProps } from "next";
import { prisma } from "../../lib/prisma";

// expect-next OG3201
export const getServerSideProps: GetServerSideProps = async ({ params, query }) => {
  const note = await prisma.note.findUnique({ where: { id: params!.id as string } }); // expect OG3204
  const other = await prisma.note.findMany({ where: { userId: query.user as string } }); // expect OG3208
  return { props: { note, other } };
};

export default function Note() {
  return null;
}
