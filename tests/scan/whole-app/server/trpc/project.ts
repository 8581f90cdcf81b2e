import { z } from "zod";
import { protectedProcedure, router } from "./trpc";

export const projectRouter = router({
  byId: protectedProcedure.input(z.object({ id: z.string().uuid() })).query(async ({ ctx, input }) => {
    const project = await ctx.prisma.project.findUnique({ where: { id: input.id, teamId: ctx.team.id } });
    return project;
  }),
});
