import { prisma } from "../../../lib/prisma";

export default async function handler(req, res) {
  res.json(await prisma.note.findMany({ where: { userId: req.query.user } })); // expect OG3208
}
