import { prisma } from "../lib/prisma";

await prisma.project.deleteMany();
await prisma.task.deleteMany();
console.log(await prisma.project.findMany());
