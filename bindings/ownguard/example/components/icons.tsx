// The few icons, drawn by hand.
import type { ReactNode } from "react";

const drawings = {
  overview: <path d="M4 13.5 12 5l8 8.5M6.5 11v8h11v-8" />,
  invoices: <path d="M6.5 3.5h11v17l-2.75-2-2.75 2-2.75-2-2.75 2zM9.5 8.5h5M9.5 12.5h5" />,
  chat: <path d="M4.5 5.5h15v10.5h-8L7 20v-4H4.5z" />,
  billing: <path d="M3.5 6.5h17v11h-17zM3.5 10h17M7 14h3" />,
  breakin: <path d="M12.5 11.5 20 4M16.5 7.5 19 10M9 10a4.75 4.75 0 1 1 0 9.5A4.75 4.75 0 0 1 9 10z" />,
  shield: <path d="M12 3.5 5 6v6c0 4.2 2.9 7.2 7 8.5 4.1-1.3 7-4.3 7-8.5V6z" />,
  leave: <path d="M14 4.5H5.5v15H14M10.5 12h10m-3.5-3.5 3.5 3.5-3.5 3.5" />,
  send: <path d="M5 12h14m-5.5-5.5L19 12l-5.5 5.5" />,
} satisfies Record<string, ReactNode>;

export function Icon({ name }: { readonly name: keyof typeof drawings }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}
