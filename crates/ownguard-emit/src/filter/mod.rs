//! Query filters: the rows that one caller may meet, as SQL text with parameters or a Prisma where.
