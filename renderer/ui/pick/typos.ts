/**
 * Slips of the fingers: optimal string alignment distance (a letter left out, put in, mistaken, or two turned round), one in a short
 * word, two in a longer one. Words of less than four letters are taken as they are.
 */
export function isNearly(text: string, typed: string): boolean {
  if (typed.length < 4) return text.startsWith(typed);
  const allowed = typed.length < 7 ? 1 : 2;
  // what is still being typed is compared with as much of the text
  const least = Math.max(0, typed.length - allowed);
  for (let length = least; length <= Math.min(text.length, typed.length + allowed); length++)
    if (distance(text.slice(0, length), typed) <= allowed) return true;
  return false;
}

function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
