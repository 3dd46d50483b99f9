// The commands of a page: lines of its fenced blocks without a language, of which those that show what a program says are none.

/** In their order, without comments. */
export const commandsOf = (page: string): string[] =>
  [...page.matchAll(/^( *)```\n([\s\S]*?)^\1```$/gm)].flatMap(([, indent = '', block = '']) =>
    block
      .split('\n')
      .map((line) => line.slice(indent.length).replace(/ +# .*$/, ''))
      .filter((line) => /^(npm|npx|kubectl|git|node) /.test(line)),
  );
