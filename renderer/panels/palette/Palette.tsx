export function Palette() {
  return <nav aria-label="Layers" />;
}
