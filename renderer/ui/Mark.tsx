/** The product's mark: threads of a warp and a weft. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <g fill="none" stroke="var(--accent)" strokeWidth="2" strokeLinecap="round">
        <path d="M3 4h14M3 10h14M3 16h14" opacity=".45" />
        <path d="M6 1.5v5M6 12.5v6M14 1.5v6M14 13v5.5M10 7.5v5" />
      </g>
    </svg>
  );
}
