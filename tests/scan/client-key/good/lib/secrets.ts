import "server-only";

export type Secret = string;
export const secret = process.env.JWT_SECRET;
