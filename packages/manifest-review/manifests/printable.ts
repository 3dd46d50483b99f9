// Text that a terminal or a page prints and does not obey.

// Control characters, line separators of Unicode, what is invisible, and what turns the direction of writing.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const spelled = (sign: string): string => (sign === '\t' ? ' ' : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The text with such characters spelled out, `\u001b`; lines stay lines. */
export const printable = (text: string): string => text.replace(unprintable, spelled);

/** The same as one line. */
export const printableLine = (text: string): string => printable(text).replaceAll('\n', '\\n');
