export const cn = (...names: string[]) => names.filter(Boolean).join(" ");
