/** Programs of exported projects that are texts with gaps. */

/** The text with its values for `@name@`, without the lines that end in `#? name` and do not hold (`#? !name`: that do). */
export function filled(
  text: string,
  values: Readonly<Record<string, string>>,
  holds: Readonly<Record<string, boolean>>,
): string {
  const lines = text.split('\n').flatMap((line) => {
    const [, kept, not, name] = /^(.*?) {2}#\? (!?)(\w+)$/.exec(line) ?? [];
    if (name === undefined) return [line];
    return holds[name] === (not === '') ? [kept!] : [];
  });
  // in one pass: nothing in a value is taken for the name of another
  return lines.join('\n').replaceAll(/@(\w+)@/g, (whole, name: string) => values[name] ?? whole);
}
