// Files of manifests to objects, with what is none of Kubernetes.
import { equal, identity, isTree, type Manifest, readYaml, type Tree, text, UserError } from '../manifests';
import { sectionReader } from './sections';

/** A file of manifests, YAML or JSON, one or many documents. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** What stands in the files of one side is wrong: one line a problem, `file:line:column: …`. */
export class ReviewError extends UserError {
  override readonly name = 'ReviewError';
}

interface Document {
  readonly text: string;
  /** Lines before it in its file. */
  readonly line: number;
}

/** Documents of a YAML stream; a line that begins with `---` stands in no scalar. */
const documents = (stream: string): Document[] => {
  const found: Document[] = [];
  let start = 0;
  let line = 0;
  for (const { index } of stream.matchAll(/^---(?=\s|$)/gm)) {
    found.push({ text: stream.slice(start, index), line });
    line += lines(stream, start, index);
    start = index;
  }
  found.push({ text: stream.slice(start), line });
  return found;
};

const lines = (value: string, from: number, to: number): number => {
  let count = 0;
  for (let at = value.indexOf('\n', from); at >= 0 && at < to; at = value.indexOf('\n', at + 1)) count += 1;
  return count;
};

/** Whether nothing but comments stands in it. */
const blank = (document: string): boolean => !/^[^\S\n]*[^\s#]/m.test(document.startsWith('---') ? document.slice(3) : document);

const describe = (value: unknown): string =>
  value === null
    ? 'nothing'
    : Array.isArray(value)
      ? 'a list'
      : isTree(value)
        ? `fields ${Object.keys(value).slice(0, 5).join(', ')}`
        : JSON.stringify(value);

// Read by kustomize and by nothing in the cluster.
const isOfTools = (value: Tree): boolean => String(value['apiVersion']).startsWith('kustomize.config.k8s.io/');

/** What is wrong with one object, or the object. */
const check = (value: unknown): string | Manifest => {
  if (!isTree(value)) return `expected a Kubernetes object, got ${describe(value)}`;
  const { apiVersion, kind, metadata } = value;
  const missing = [
    ...(text(apiVersion) ? [] : ['apiVersion']),
    ...(text(kind) ? [] : ['kind']),
    ...(isTree(metadata) && (text(metadata['name']) || text(metadata['generateName'])) ? [] : ['metadata.name']),
  ];
  if (missing.length > 0) return `expected a Kubernetes object, got one without ${missing.join(' and ')} (${describe(value)})`;
  if (text((metadata as Tree)['name'])) return value as Manifest;
  return { ...value, metadata: { ...(metadata as Tree), name: `${(metadata as Tree)['generateName']}*` } } as Manifest;
};

type Parsed =
  | { readonly objects: readonly Manifest[]; readonly skipped?: string }
  | { readonly problems: readonly string[]; readonly at: readonly [number, number] };

const parse = (document: string, readSections: ReturnType<typeof sectionReader>): Parsed => {
  const sections = readSections(document);
  const read = sections === undefined ? readYaml(document) : { value: sections };
  if ('mistake' in read) return { problems: [`not YAML: ${read.mistake.reason}`], at: [read.mistake.line - 1, read.mistake.column] };
  const { value } = read;
  if (isTree(value) && isOfTools(value)) return { objects: [], skipped: String(value['kind']) };
  const items = isTree(value) && text(value['kind'])?.endsWith('List') && Array.isArray(value['items']) ? value['items'] : [value];
  const checked = items.map(check);
  const problems = checked.filter((item) => typeof item === 'string');
  if (problems.length > 0) return { problems, at: [document.startsWith('---') ? 1 : 0, 1] };
  return { objects: checked.filter((item) => typeof item !== 'string') };
};

const nameOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

export interface BothSides {
  readonly old: readonly Manifest[];
  readonly new: readonly Manifest[];
  /** What was left out, ready to print. */
  readonly warnings: readonly string[];
}

/**
 * The objects of both sides. A document that stands in both, byte for byte, is parsed once and is one object.
 * Throws ReviewError with everything that is no object of Kubernetes.
 */
export const readManifests = (old: readonly SourceFile[], now: readonly SourceFile[]): BothSides => {
  const known = new Map<string, Parsed>();
  const readSections = sectionReader();
  const problems: string[] = [];
  const warnings: string[] = [];
  /** Objects of a document; problems are noted. */
  const objectsOf = (document: Document, file: string): readonly Manifest[] => {
    const parsed = known.get(document.text) ?? parse(document.text, readSections);
    known.set(document.text, parsed);
    if ('objects' in parsed) {
      if (parsed.skipped !== undefined) warnings.push(`${file}: a ${parsed.skipped} is no object of a cluster; left out`);
      return parsed.objects;
    }
    const [line, column] = parsed.at;
    problems.push(...parsed.problems.map((problem) => `${file}:${document.line + line + 1}:${column}: ${problem}`));
    return [];
  };
  const side = (files: readonly SourceFile[]): Manifest[] => {
    const found = new Map<string, { readonly manifest: Manifest; readonly place: string }>();
    for (const { name, text: stream } of files)
      for (const document of documents(stream)) {
        if (blank(document.text)) continue;
        const place = `${name}:${document.line + (document.text.startsWith('---') ? 2 : 1)}`;
        for (const manifest of objectsOf(document, name)) {
          const id = identity(manifest);
          const first = found.get(id);
          if (first === undefined) found.set(id, { manifest, place });
          else if (equal(first.manifest, manifest))
            warnings.push(`${place}: ${nameOf(manifest)} stands at ${first.place} too, word for word`);
          else problems.push(`${place}:1: ${nameOf(manifest)} stands at ${first.place} too, with other content: which of them is meant?`);
        }
      }
    return [...found.values()].map(({ manifest }) => manifest);
  };
  const read = { old: side(old), new: side(now) };
  if (problems.length > 0) throw new ReviewError([...new Set(problems)]);
  return { ...read, warnings: [...new Set(warnings)] };
};
