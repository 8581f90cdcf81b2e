// The initials of somebody.

export function Face({ name }: { readonly name: string }) {
  const initials = name.split(" ").map((word) => word[0]).join("").slice(0, 2);
  return (
    <span className="face" aria-hidden="true">
      {initials}
    </span>
  );
}
