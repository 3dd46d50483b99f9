// docs/api.md: the signatures of what index.ts exports, by TypeScript's own compiler.
import * as path from 'node:path';
import * as ts from 'typescript';
import { root } from '../root';

const options = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options: own } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  // Found in node_modules, it would be a package of others, of which no declarations are emitted.
  const paths = { ...own.paths, 'manifest-review/manifests': ['./packages/manifest-review/manifests/index.ts'] };
  return {
    ...own,
    paths,
    noEmit: false,
    noCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    removeComments: true,
    stripInternal: true,
  };
};

/** A declaration as users see it. */
interface Declared {
  readonly name: string;
  readonly signature: string;
  /** Names of the types that stand in it. */
  readonly types: readonly string[];
}

const typesIn = (node: ts.Node): string[] => {
  const found: string[] = [];
  const visit = (each: ts.Node): void => {
    if (ts.isTypeReferenceNode(each)) found.push((ts.isQualifiedName(each.typeName) ? each.typeName.left : each.typeName).getText());
    if (ts.isExpressionWithTypeArguments(each)) found.push(each.expression.getText());
    if (ts.isImportTypeNode(each)) found.push(each.getText());
    ts.forEachChild(each, visit);
  };
  visit(node);
  return found;
};

/** Declarations of a file, and the names that it imports from packages. */
const declarations = (
  program: ts.Program,
  source: ts.SourceFile,
): { readonly own: readonly Declared[]; readonly foreign: readonly string[] } => {
  let text = '';
  program.emit(source, (_file, written) => {
    text = written;
  });
  const emitted = ts.createSourceFile(source.fileName, text, ts.ScriptTarget.Latest, true);
  const own = emitted.statements.flatMap((statement): Declared[] => {
    const name = (statement as { name?: ts.Identifier }).name?.text;
    return name === undefined
      ? []
      : [{ name, signature: text.slice(statement.getStart(emitted), statement.end), types: typesIn(statement) }];
  });
  const foreign = emitted.statements.filter(ts.isImportDeclaration).flatMap(({ moduleSpecifier, importClause }) => {
    const names = importClause?.namedBindings;
    const isOurs = ts.isStringLiteral(moduleSpecifier) && /^(\.|manifest-review)/.test(moduleSpecifier.text);
    return isOurs || names === undefined || !ts.isNamedImports(names) ? [] : names.elements.map((element) => element.name.text);
  });
  return { own, foreign };
};

/** Types of TypeScript's own library that stand in declarations. */
const builtIn = ['Error', 'Readonly', 'Record'];

/** Throws for types that an export reaches and that nobody can import: of each, where it stands. */
const mustBeClosed = (all: readonly (Declared & { readonly foreign: readonly string[] })[]): void => {
  const names = all.map(({ name }) => name);
  const open = all.flatMap(({ name, types, foreign }) =>
    types.filter((type) => ![...names, ...foreign, ...builtIn].includes(type)).map((type) => `${type}, which ${name} reaches`),
  );
  if (open.length > 0) throw new Error(`index.ts does not export ${[...new Set(open)].join('; ')}`);
};

/** What its first declaration is for: others of that name are internal. */
const meaningOf = (declaration: ts.Declaration): string =>
  ts.getJSDocCommentsAndTags(declaration).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')[0] ?? '';

/** What each export is for, and its signature. */
const exported = (entry: string): { readonly name: string; readonly meaning: string; readonly signature: string }[] => {
  const program = ts.createProgram([entry], options());
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry}: no module`);
  const all = checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .map(({ name, declarations: [declaration] = [] }) => {
      const { own, foreign } = declaration === undefined ? { own: [], foreign: [] } : declarations(program, declaration.getSourceFile());
      const declared = own.find((each) => each.name === name);
      if (declaration === undefined || declared === undefined) throw new Error(`${name}: no declaration`);
      return { ...declared, foreign, meaning: meaningOf(declaration) };
    });
  mustBeClosed(all);
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** Text of docs/api.md. Throws where an export reaches a type that is none. */
export const apiReport = (entry = path.join(root, 'index.ts')): string =>
  [
    '# API',
    '',
    'What `cdk8s-sentry` exports, and nothing else of it can be imported; every type that stands here is either here too or one of cdk8s and TypeScript. Generated by `npm run docs`; a change of this page is a change of the API. What each of the props means is said in [configuration.md](configuration.md) and by the editor.',
    ...exported(entry).flatMap(({ name, meaning, signature }) => ['', `## ${name}`, '', meaning, '', '```ts', signature, '```']),
    '',
  ].join('\n');
