// Two renders share most of their text: a field that is written alike is read once.
import { isTree, readYaml, type Tree } from '../manifests';

const key = /^[A-Za-z][\w-]*(?=:[ \n])/;

interface Section {
  readonly name: string;
  readonly text: string;
}

/** Text of each top-level field, or nothing where a line at the margin is none and no comment or item of a list. */
const sectionsOf = (document: string): readonly Section[] | undefined => {
  const sections: Section[] = [];
  let name = '';
  let start = -1;
  for (let at = 0; at < document.length; ) {
    const end = document.indexOf('\n', at);
    const next = end < 0 ? document.length : end + 1;
    const first = document.charCodeAt(at);
    // Space, line feed, #, -
    if (first !== 32 && first !== 10 && first !== 35 && first !== 45) {
      const [found] = key.exec(document.slice(at, next)) ?? [];
      if (found === undefined || sections.some((section) => section.name === found)) return undefined;
      if (start >= 0) sections.push({ name, text: document.slice(start, at) });
      name = found;
      start = at;
    }
    at = next;
  }
  if (start >= 0) sections.push({ name, text: document.slice(start) });
  return sections;
};

/**
 * Reads a document, but fields whose text it has read before not again: of two renders most fields are the same.
 * Gives nothing where that is not sure to read the same as the whole: then the caller reads the whole.
 */
export const sectionReader = (): ((document: string) => Tree | undefined) => {
  const known = new Map<string, unknown>();
  return (document) => {
    // Anchors may be of use in another field.
    if (document.includes('&') && /(^|[\s[{,:-])[&*][\w-]/m.test(document)) return undefined;
    const sections = sectionsOf(document.startsWith('---\n') ? document.slice(4) : document);
    if (sections === undefined) return undefined;
    const fresh = sections.filter(({ text }) => !known.has(text));
    const found = fresh.length === 0 ? { value: {} } : readYaml(fresh.map(({ text }) => text).join(''));
    if (!('value' in found)) return undefined;
    const read = found.value;
    if (!isTree(read) || Object.keys(read).length !== fresh.length) return undefined;
    for (const { name, text } of fresh) known.set(text, read[name]);
    return Object.fromEntries(sections.map(({ name, text }) => [name, known.get(text)]));
  };
};
