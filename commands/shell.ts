// Words of a command line that a user may copy.
/** A word in quotes of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A path as one word of a shell and no option of a command: as it is, where that is so. */
export const shellPath = (place: string): string => {
  const named = place.startsWith('-') ? `./${place}` : place;
  return /^[\w./@:+-]+$/.test(named) ? named : quoted(named);
};
