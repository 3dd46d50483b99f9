// What was meant by a name that is not known.
/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
const distance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= a.length; row += 1) {
    rows[row] = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const best = Math.min(
        cell(row - 1, column) + 1,
        cell(row, column - 1) + 1,
        cell(row - 1, column - 1) + cost,
        ...(swapped ? [cell(row - 2, column - 2) + 1] : []),
      );
      rows[row]?.push(best);
    }
  }
  return cell(a.length, b.length);
};

/** The known name that was most likely meant; nothing when none is near. */
export const nearest = (found: string, known: readonly string[]): string | undefined => {
  if (found.length > 64) return undefined;
  const limit = Math.max(1, Math.floor(found.length / 3));
  const [best] = known
    .map((name) => ({ name, distance: distance(found.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return best?.name;
};

/** `unknown component "wbe", did you mean "web"?`, or the known names where they are few. */
export const unknownMessage = (what: string, found: string, known: readonly string[]): string => {
  const meant = nearest(found, known);
  if (meant !== undefined) return `unknown ${what} "${found}", did you mean "${meant}"?`;
  return `unknown ${what} "${found}"${known.length > 0 && known.length <= 12 ? `, expected ${known.length === 1 ? '' : 'one of '}${known.join(', ')}` : ''}`;
};
